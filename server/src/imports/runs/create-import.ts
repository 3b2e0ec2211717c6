import { type BodyOf, formatsOfKind, type Import, ImportOptions, type imports } from '@orderhouse/contracts';
import { canOwnProducts } from '../../accounts/index.ts';
import { appendEvents } from '../../events/index.ts';
import type { Caller } from '../../platform/caller.ts';
import { actAsCaller, actAsHouse } from '../../platform/database/act-as-house.ts';
import type { Connection } from '../../platform/database/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { DiscardParts } from '../../platform/files/discard-files.ts';
import { claimFile, keepFile } from '../../platform/files/keep-file.ts';
import type { UploadedFile } from '../../platform/http/multipart-body.ts';
import type { Claim } from '../../platform/idempotency/claim.ts';
import { type Once, once } from '../../platform/idempotency/once.ts';
import { newId } from '../../platform/ids.ts';
import { importEvent } from './import-event.ts';
import { importJob } from './import-job.ts';
import { presentImport } from './present-import.ts';
import type { ImportParts } from './run-import.ts';
import { type ImportRow, insertImport, type NewImport, readImport } from './statements.ts';

type Body = BodyOf<typeof imports.create>;

const file_name_length_max = 200;
const optionNames = Object.keys(ImportOptions.properties) as (keyof ImportOptions)[];

function misfit(field: string, code: string, detail: string): DomainError {
  return new DomainError('validation_failed', { errors: [{ pointer: `/${field}`, code, detail }] });
}

/** @throws DomainError `validation_failed`, `forbidden` */
function expectWish(caller: Caller, body: Body): void {
  const { kind, format = 'csv', dry_run, vendor_id, create_categories } = body;
  const forVendors = caller.role === 'vendor';
  const denied = (field: string) =>
    new DomainError('forbidden', { errors: [{ pointer: `/${field}`, code: 'forbidden', detail: 'is for admins' }] });
  if (forVendors && kind === 'orders') throw denied('kind');
  if (forVendors && create_categories) throw denied('create_categories');
  if (forVendors && vendor_id !== undefined && vendor_id !== caller.actorId) throw denied('vendor_id');
  if (!formatsOfKind[kind].includes(format)) {
    throw misfit('format', 'one_of', `of ${kind} is one of ${formatsOfKind[kind].join(', ')}`);
  }
  const other =
    format === 'online-retail' && (dry_run ? 'dry_run' : optionNames.find((name) => body[name] !== undefined));
  if (other) throw misfit(other, 'const', 'is not for the format online-retail');
}

/** @throws DomainError `vendor_not_found` */
async function expectVendor(connection: Connection, vendorId: string): Promise<void> {
  if (await canOwnProducts(connection, vendorId)) return;
  const detail = 'is no active vendor of this store';
  throw new DomainError('vendor_not_found', { errors: [{ pointer: '/vendor_id', code: 'vendor_not_found', detail }] });
}

/** A name as it may be shown: no path, nothing that is no text. */
function shownName(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  return base.replaceAll(/\p{C}/gu, '').slice(0, file_name_length_max) || 'file';
}

function rowOf(caller: Caller, body: Body, file: UploadedFile, id: string, at: string): NewImport {
  const { kind, format = 'csv', dry_run = false, vendor_id, ...options } = body;
  return {
    id,
    kind,
    format,
    dry_run,
    options,
    file_name: shownName(file.file_name),
    file_key: `imports/${id}.bin`,
    file_bytes: file.bytes,
    actor_id: caller.actorId,
    actor_role: caller.role as ImportRow['actor_role'],
    vendor_id: vendor_id ?? caller.actorId,
    created_at: at,
  };
}

/**
 * Keeps a file, and has a job bring it in.
 *
 * @throws DomainError `validation_failed`, `forbidden`, `vendor_not_found`, `payload_too_large`
 */
export async function createImport(
  parts: ImportParts & DiscardParts & { file_bytes_max: number },
  caller: Caller,
  body: Body,
  file: UploadedFile,
  claim: Claim | null,
): Promise<Once<Import>> {
  const { runtime, queue, files, file_bytes_max } = parts;
  expectWish(caller, body);
  if (file.bytes > file_bytes_max) {
    throw new DomainError('payload_too_large', { detail: `The file has more than ${file_bytes_max} bytes.` });
  }
  const now = runtime.clock.now();
  const row = rowOf(caller, body, file, newId(now), now.toISOString());
  const make = async (connection: Connection) => {
    if (row.vendor_id !== null) await expectVendor(connection, row.vendor_id);
    await insertImport(connection, caller.storeId, row);
    await claimFile(connection, caller, row.file_key);
    await appendEvents(connection, caller, now, [importEvent('import.queued', row)]);
    const there = await readImport(connection, row.id);
    if (!there) throw new DomainError('not_found');
    await actAsHouse(connection);
    await queue.enqueue(connection, [importJob(caller.storeId, there)]);
    await actAsCaller(connection, caller);
    return presentImport(there);
  };
  return keepFile(
    parts,
    caller,
    row.file_key,
    () => files.write(row.file_key, file.stream(), { content_type: 'application/octet-stream' }),
    () => once(runtime.database, caller, claim, make),
  );
}
