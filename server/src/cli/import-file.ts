import { resolve } from 'node:path';
import type { Import, ImportFormat, ImportKind, ImportOptions } from '@orderhouse/contracts';
import { Presets, SingleBar } from 'cli-progress';
import { findProductOwner } from '../accounts/index.ts';
import { describeRun, ImportRefused, importLocalFile, listRefusals } from '../imports/index.ts';
import { createFileLinks } from '../platform/files/file-links.ts';
import { openFiles } from '../platform/files/open-files.ts';
import { OperatorError } from '../platform/operator-error.ts';
import { usualTimes } from '../platform/queue/job-queue.ts';
import { openJobQueue } from '../platform/queue/open-job-queue.ts';
import type { Runtime } from '../platform/runtime.ts';
import { encryptionKey } from '../platform/secrets.ts';
import { keepHeapSmall } from '../platform/small-heap.ts';
import { createFindStore } from '../stores/index.ts';
import { withHouse } from './with-house.ts';

export interface ImportFileOptions {
  format: Exclude<ImportFormat, 'online-retail'>;
  store?: string;
  vendor?: string;
  dryRun?: boolean;
  encoding?: ImportOptions['encoding'];
  delimiter?: ImportOptions['delimiter'];
  decimal?: ImportOptions['decimal'];
  unknownColumns?: ImportOptions['unknown_columns'];
  createCategories?: boolean;
  missingSku?: ImportOptions['missing_sku'];
  categoryFrom?: ImportOptions['category_from'];
}

const refusals_shown_max = 20;

function optionsOf(options: ImportFileOptions): ImportOptions {
  const { encoding, delimiter, decimal, unknownColumns, createCategories, missingSku, categoryFrom } = options;
  return {
    ...(encoding && { encoding }),
    ...(delimiter && { delimiter }),
    ...(decimal && { decimal }),
    ...(unknownColumns && { unknown_columns: unknownColumns }),
    ...(createCategories && { create_categories: true }),
    ...(missingSku && { missing_sku: missingSku }),
    ...(categoryFrom && { category_from: categoryFrom }),
  };
}

/** Who gets the products that are new and name no vendor. */
async function vendorFor(runtime: Runtime, storeId: string, email: string | undefined): Promise<string> {
  const owner = await findProductOwner(runtime, storeId, email);
  if (owner) return owner.id;
  throw new OperatorError(
    `--vendor: the store has ${email === undefined ? 'no vendor and no admin' : `no user ${email}`}`,
  );
}

function openBar() {
  if (!process.stderr.isTTY) return { show: () => undefined, stop: () => undefined };
  const bar = new SingleBar({ format: '{status} {bar} {percentage}% {value}/{total}', clearOnComplete: true, hideCursor: true }, Presets.shades_classic); // biome-ignore format: one call
  bar.start(1, 0, { status: 'reading' });
  return {
    show({ rows_total, rows_done, status }: Import) {
      if (rows_total !== null) bar.setTotal(rows_total);
      bar.update(rows_done, { status: rows_total === null ? 'reading' : status });
    },
    stop: () => bar.stop(),
  };
}

/** The first of what is refused, for a terminal; the rest is to be had from the API. */
async function firstRefusals(runtime: Runtime, storeId: string, row: Import): Promise<string[]> {
  const { id, refused_rows, warnings, pictures, dry_run } = row;
  const shown = await listRefusals(runtime, storeId, id, refusals_shown_max);
  const more = refused_rows > shown.length ? [`… GET /api/v1/imports/${id}/errors.csv has all of them`] : [];
  const warned = warnings > 0 ? [`GET /api/v1/imports/${id}/errors?kind=warning has the warnings`] : [];
  const isToCome = pictures.wanted > 0 && !dry_run;
  const later = isToCome ? [`pictures are fetched by the server, or its worker: GET /api/v1/imports/${id}`] : [];
  return [...shown, ...more, ...warned, ...later];
}

/** `orderhouse import products` and `orderhouse import orders`: exit code 1 when the file or anything in it was refused. */
export async function importFile(kind: ImportKind, file: string, options: ImportFileOptions): Promise<void> {
  keepHeapSmall();
  await withHouse(async ({ house: { runtime, directUrl }, config, log }) => {
    const storeId = await createFindStore(runtime)(options.store);
    const vendorId = kind === 'products' ? await vendorFor(runtime, storeId, options.vendor) : null;
    const sealingKey = await encryptionKey(config.data_dir, config.encryption_key);
    const links = createFileLinks({ sealingKey, publicUrl: config.public_url });
    const files = await openFiles({ place: config.files_url, data_dir: config.data_dir, links });
    const settings = { ...usualTimes, attempts_max: config.job_attempts_max, backoff_ms: config.job_backoff_ms };
    const place = { database: runtime.database, directUrl, prepare: config.database_prepare, place: config.queue_url };
    const queue = await openJobQueue({ ...place, settings, log });
    const bar = openBar();
    try {
      const { format, dryRun: dry_run = false } = options;
      const wanted = { storeId, file: resolve(file), kind, format, dry_run, options: optionsOf(options), vendorId };
      const row = await importLocalFile({ runtime, queue, files }, { ...wanted, progress: bar.show });
      bar.stop();
      const refusals = await firstRefusals(runtime, storeId, row);
      process.stdout.write(`${[...refusals, describeRun(row)].join('\n')}\n`);
      if (row.status !== 'finished' || row.refused > 0) process.exitCode = 1;
    } catch (error) {
      if (error instanceof ImportRefused) throw new OperatorError(`${file}: ${error.message}`, { cause: error });
      throw error;
    } finally {
      bar.stop();
      await queue.close();
      await files.close();
    }
  });
}
