import { exportFormats, notificationKinds } from '@orderhouse/contracts';
import { Command, Option } from 'commander';
import type { StoreExport } from '../exports/index.ts';
import { isDatabaseAway } from '../platform/database/is-database-away.ts';
import { DomainError } from '../platform/domain-error.ts';
import { OperatorError } from '../platform/operator-error.ts';
import { version } from '../platform/version.ts';

/**
 * The lists that are taken out as they are: by which command, and what they are called. Said here, because the exports are
 * loaded when one of them runs.
 */
const lists: Readonly<Record<StoreExport, readonly [command: string, what: string]>> = {
  stock: ['stock', 'what is in stock'],
  categories: ['categories', 'the categories'],
  users: ['users', 'the accounts'],
  imports: ['imports', 'the imports'],
  events: ['events', 'the log of what happened'],
  notifications: ['notifications', 'the mails'],
  jobs: ['jobs', 'the jobs that have failed for good'],
  webhookEndpoints: ['webhook-endpoints', 'the webhook endpoints'],
};

// Each command is loaded when it runs: a start does not wait for the readers of files.
function commandLine(): Command {
  const program = new Command('orderhouse')
    .version(version)
    .description('Takes orders for shops and marketplaces. Settings: docs/configuration.md')
    .showHelpAfterError('(orderhouse --help shows the commands)');

  program
    .command('start')
    .description('start the database, the API and all that belongs to it')
    .addOption(new Option('--role <role>', 'what this process does').choices(['all', 'api', 'worker']).default('all'))
    .action(async (options) => (await import('./start.ts')).start(options));

  program
    .command('migrate')
    .description('apply the migrations that the database lacks')
    .action(async () => (await import('./migrate.ts')).migrateDatabase());

  program
    .command('seed')
    .description('fill the demo store')
    .action(async () => (await import('./seed.ts')).seed());

  program
    .command('doctor')
    .description('check what must always hold on the live database; exit 1 with the rows at fault')
    .action(async () => (await import('./doctor.ts')).doctor());

  const imports = program.command('import').description('bring data in');
  const delimiters = ['comma', 'semicolon', 'tab'];
  const reading = (command: Command) =>
    command
      .argument('<file>')
      .option('--store <slug>', 'the store; without it the default store')
      .option('--vendor <email>', 'who gets the products that are new; without it the first vendor')
      .option('--dry-run', 'changes nothing, and shows what would be')
      .addOption(new Option('--encoding <name>', 'utf-8 without it').choices(['utf-8', 'windows-1252']))
      .addOption(new Option('--delimiter <name>', 'what parts the columns; found out without it').choices(delimiters))
      .addOption(new Option('--decimal <mark>', 'decimal mark of amounts; a point without it').choices(['.', ',']))
      .addOption(new Option('--unknown-columns <what>', 'refuse without it').choices(['refuse', 'ignore']));
  reading(imports.command('products'))
    .description('import products from a file, plain or .gz; exit 1 when anything was refused')
    .addOption(new Option('--format <format>').choices(['csv', 'jsonl', 'shopify']).default('csv'))
    .option('--create-categories', 'make categories that the store lacks')
    .addOption(new Option('--missing-sku <what>', 'shopify: refuse without it').choices(['refuse', 'derive']))
    .addOption(
      new Option('--category-from <column>', 'shopify').choices(['none', 'type', 'vendor', 'product_category']),
    )
    .action(async (file, options) => (await import('./import-file.ts')).importFile('products', file, options));
  reading(imports.command('orders'))
    .description('import historic orders from a file, plain or .gz; running it again imports nothing twice')
    .addOption(
      new Option('--format <format>', 'layout of the file')
        .choices(['csv', 'jsonl', 'online-retail'])
        .makeOptionMandatory(),
    )
    .action(async (file, options) =>
      options.format === 'online-retail'
        ? (await import('./import-orders.ts')).importOrdersFromFile(file, options)
        : (await import('./import-file.ts')).importFile('orders', file, options),
    );

  const exports = program.command('export').description('take data out');
  const exported = (name: string, what: string) =>
    exports
      .command(name)
      .description(`write ${what} to standard output`)
      .addOption(new Option('--format <format>', 'of the file').choices(Object.keys(exportFormats)).default('csv'))
      .option('--output <file>', 'write there instead, under that name only once it is whole')
      .option('--bom', 'begin a CSV file with a byte order mark')
      .option('--store <slug>', 'the store; without it the default store');
  exported('products', 'the products, a row a variant,').action(async (options) =>
    (await import('./export-data.ts')).exportProductsToFile(options),
  );
  exported('orders', 'the orders, a row a line,').action(async (options) =>
    (await import('./export-data.ts')).exportOrdersToFile(options),
  );
  for (const [name, [command, what]] of Object.entries(lists)) {
    exported(command, what).action(async (options) =>
      (await import('./export-data.ts')).exportListToFile(name as StoreExport, options),
    );
  }

  program
    .command('reports')
    .description('what reports are made of')
    .command('recount')
    .description('count the sales of a store anew, from the beginning of its log')
    .option('--store <slug>', 'the store; without it the default store')
    .action(async (options) => (await import('./reports-recount.ts')).recountReports(options));

  const stores = program.command('store').description('stores');
  stores
    .command('create')
    .description('make a store, the first one as the default; prints it as JSON')
    .requiredOption('--slug <slug>', 'its name in addresses: a-z, 0-9 and dashes')
    .requiredOption('--name <name>')
    .requiredOption('--currency <code>', 'ISO 4217, such as GBP')
    .requiredOption('--time-zone <zone>', 'IANA, such as Europe/London')
    .option('--locale <tag>', 'BCP 47, such as de-DE: how its mails write money and times', 'en-GB')
    .action(async (options) => (await import('./store-create.ts')).createStoreFromOptions(options));
  stores
    .command('list')
    .description('one line of JSON a store')
    .action(async () => (await import('./store-list.ts')).printStores());

  program
    .command('mail')
    .description('the mails that the house writes')
    .command('preview')
    .description('show mails with made-up data, as the templates are now: as text, or as files')
    .addOption(new Option('--kind <kind>', 'which one; without it all').choices(notificationKinds))
    .option('--store <slug>', 'with the name, the money, the time zone and the locale of this store')
    .option('--locale <tag>', 'in the locale that a store would have, such as hi-IN')
    .option('--out <folder>', 'write .html, .txt and .eml there')
    .action(async (options) => (await import('./mail-preview.ts')).previewMails(options));

  const users = program.command('user').description('users of a store');
  users
    .command('create')
    .description('make a user; prints it as JSON. Without --password-file the password is read from standard input')
    .requiredOption('--email <email>')
    .requiredOption('--name <name>', 'full name')
    .addOption(new Option('--role <role>').choices(['admin', 'vendor', 'customer']).makeOptionMandatory())
    .option('--username <username>')
    .option('--store <slug>', 'the store; without it the default store')
    .option('--password-file <path>', 'a file whose first line is the password')
    .action(async (options) => (await import('./user-create.ts')).createUserFromOptions(options));
  users
    .command('list')
    .description('one line of JSON a user')
    .option('--store <slug>', 'the store; without it the default store')
    .action(async (options) => (await import('./user-list.ts')).printUsers(options));

  program
    .command('encryption-key')
    .description('the key that seals secrets in the database')
    .command('accept')
    .description(
      'go on with the present one, when that of before is lost; prints the webhook endpoints that need a new secret',
    )
    .action(async () => (await import('./encryption-key-accept.ts')).acceptEncryptionKey());

  return program;
}

/** @returns what the person at the terminal is told of a failure. */
export function lineOf(error: unknown): string {
  if (error instanceof OperatorError) return error.message;
  if (error instanceof DomainError) {
    const faults = (error.data.errors ?? []).map((fault) => `${fault.pointer} ${fault.detail}`);
    return faults.length > 0 ? faults.join('; ') : error.message;
  }
  if (error instanceof Error && isDatabaseAway(error)) return `the database was lost meanwhile: ${error.message}`;
  // Not foreseen: the stack is what helps to mend it.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Runs one command of the terminal. What went wrong is told on stderr, and the exit code is 1. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  // A reader that went away (`| head`) is no fault of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    await commandLine().parseAsync(argv);
  } catch (error) {
    process.stderr.write(`orderhouse: ${lineOf(error)}\n`);
    process.exitCode = 1;
  }
}
