import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Role } from '@orderhouse/contracts';
import { createHashing, createUser, recommendedCost } from '../accounts/index.ts';
import { OperatorError } from '../platform/operator-error.ts';
import { createFindStore } from '../stores/index.ts';
import { printRow, withHouse } from './with-house.ts';

interface UserCreateOptions {
  email: string;
  name: string;
  role: Role;
  username?: string;
  store?: string;
  passwordFile?: string;
}

const emailForm = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Never an argument: what stands on a command line is seen by everybody on the machine, and kept by the shell. */
async function readPassword(file: string | undefined): Promise<string> {
  if (file === undefined && process.stdin.isTTY) {
    process.stderr.write('Password, then Enter and Ctrl-D: ');
  }
  const given = file === undefined ? await text(process.stdin) : await readFile(file, 'utf8').catch(unreadable);
  return given.split(/\r?\n/, 1)[0] ?? '';
}

function unreadable(error: NodeJS.ErrnoException): never {
  throw new OperatorError(`--password-file: cannot be read (${error.code})`, { cause: error });
}

/** `orderhouse user create` */
export async function createUserFromOptions(options: UserCreateOptions): Promise<void> {
  const { email, name, role, username, store, passwordFile } = options;
  if (!emailForm.test(email) || email.length > 254) throw new OperatorError(`--email: ${email} is no email address`);
  const password = await readPassword(passwordFile);
  await withHouse(async ({ house: { runtime } }) => {
    const storeId = await createFindStore(runtime)(store);
    const input = { email, password, full_name: name, role, ...(username !== undefined && { username }) };
    const house = { storeId, actorId: null, role: 'house' } as const;
    const created = await createUser({ runtime, hashing: createHashing(recommendedCost) }, house, input);
    printRow(created.body);
  });
}
