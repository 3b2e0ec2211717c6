import { OperatorError } from '../platform/operator-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import {
  insertSealingCheck,
  listSealedEndpoints,
  readSealingCheck,
  replaceSealingCheck,
} from './sealing-statements.ts';
import { openedOrNull, type Sealer } from './secret.ts';

const place = 'sealing-check';
const known = 'Orderhouse';

/**
 * Makes sure that this process seals with the key of the others, and of those before. Whoever comes first sets it.
 *
 * @throws OperatorError naming ENCRYPTION_KEY.
 */
export async function expectSameKey({ database }: Pick<Runtime, 'database'>, sealer: Sealer): Promise<void> {
  const sealed = await database.transactAsSystem(async (connection) => {
    const kept = await readSealingCheck(connection);
    if (kept !== undefined) return kept;
    await insertSealingCheck(connection, sealer.seal(known, place));
    // A statement of its own sees what somebody else has set meanwhile.
    return readSealingCheck(connection);
  });
  if (sealed !== undefined && openedOrNull(sealer, sealed, place) === known) return;
  throw new OperatorError(
    'ENCRYPTION_KEY: the secrets in this database were sealed with another key; set that one, or bring back ' +
      'DATA_DIR/secrets/encryption-key. When it is lost: npx orderhouse encryption-key accept',
  );
}

/**
 * Goes on with another key, when that of before is lost. What it had sealed opens no more.
 *
 * @returns the endpoints that need a new secret: all that there are.
 */
export async function acceptKey({ database }: Pick<Runtime, 'database'>, sealer: Sealer) {
  return database.transactAsSystem(async (connection) => {
    await replaceSealingCheck(connection, sealer.seal(known, place));
    return listSealedEndpoints(connection);
  });
}
