import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openApiDocument } from '@orderhouse/contracts';
import { startEmbeddedPostgres } from './platform/database/embedded/index.ts';
import { migrate } from './platform/database/migrate.ts';
import { openLog } from './platform/log.ts';

// Writes what is made from something else: the types of the tables from the migrations, the OpenAPI document from
// the contracts. With --check it writes nothing, and exits 1 naming the file that has drifted.

const root = join(import.meta.dirname, '../..');
const typesFile = join(root, 'server/src/platform/database/schema.generated.ts');
const documentFile = join(root, 'openapi.json');
const typeMapping = { timestamptz: 'string', int8: 'number', jsonb: 'unknown' };

/** @returns the types of the tables of a database that only the migrations have touched. */
async function databaseTypes(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'orderhouse-generate-'));
  const log = await openLog('warn');
  try {
    const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), log, durable: false });
    try {
      await migrate(postgres.url);
      const outFile = join(folder, 'schema.ts');
      const args = ['--dialect', 'postgres', '--url', postgres.url, '--out-file', outFile];
      args.push('--type-mapping', JSON.stringify(typeMapping), '--exclude-pattern', 'migrations');
      const generator = fileURLToPath(import.meta.resolve('kysely-codegen/dist/cli/bin.js'));
      await promisify(execFile)(process.execPath, [generator, ...args], { cwd: folder });
      return await readFile(outFile, 'utf8');
    } finally {
      await postgres.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function settle(path: string, text: string, check: boolean): Promise<void> {
  const name = relative(root, path);
  const current = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (current === text) {
    process.stdout.write(`${name} is up to date\n`);
  } else if (check) {
    process.stderr.write(`${name} has drifted from what it is made of; run: npm run generate\n`);
    process.exitCode = 1;
  } else {
    await writeFile(path, text);
    process.stdout.write(`${name} written\n`);
  }
}

const check = process.argv.includes('--check');
await settle(documentFile, `${JSON.stringify(openApiDocument(), null, 2)}\n`, check);
await settle(typesFile, await databaseTypes(), check);
