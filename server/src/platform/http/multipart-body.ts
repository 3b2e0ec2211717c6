import { createHash } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import multipart, { type MultipartFile } from '@fastify/multipart';
import type { Route } from '@orderhouse/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../domain-error.ts';
import { newId } from '../ids.ts';
import { validatorCompiler } from './validation.ts';

/** A file that came with a request, whole, on the disk of this machine for as long as its request is served. */
export interface UploadedFile {
  bytes: number;
  /** Of its bytes, in base64url. */
  sha256: string;
  /** As the sender calls it: to show, never to open. */
  file_name: string;
  /** A stream of all of it from the beginning, as often as it is asked for. */
  stream(): Readable;
}

type Upload = NonNullable<Route['multipart']>;

const fields_max = 20;
const field_bytes_max = 16_384;
// Everything besides the file: boundaries, headers, fields.
const besides_bytes_max = 1_048_576;
// Files that are arriving at the same time, in one process.
const uploads_max = 32;
const retry_after_seconds = 1;
const file_field = 'file';
let arriving = 0;

function misfit(pointer: string, code: string, detail: string): DomainError {
  return new DomainError('validation_failed', { errors: [{ pointer, code, detail }] });
}

const tooLarge = ({ file }: Upload) =>
  new DomainError('payload_too_large', { detail: `The file has more than ${file.bytes_max} bytes.` });

/** What the parser says, in our words; what is none of its words is passed on. */
function refusalOf(error: Error & { code?: string }, upload: Upload): Error {
  if (error instanceof DomainError) return error;
  switch (error.code) {
    case 'FST_REQ_FILE_TOO_LARGE':
      return tooLarge(upload);
    case 'FST_FILES_LIMIT':
      return misfit(`/${file_field}`, 'maxItems', 'is one file, not several');
    case 'FST_PARTS_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return new DomainError('payload_too_large', { detail: `The form has more than ${fields_max} fields.` });
    default: {
      const isOfTheDisk = (error as NodeJS.ErrnoException).syscall !== undefined && error.code !== 'ECONNRESET';
      if (isOfTheDisk) return error;
      // The parser's own words are of no help: a boundary that never comes, a part without a name.
      return new DomainError('malformed_request', { detail: 'The body is not a whole form of multipart/form-data.' });
    }
  }
}

/** Writes a file to one without a name, which is gone with whoever holds it, even when that dies. */
async function spool(source: Readable, spooled: FileHandle): Promise<Pick<UploadedFile, 'bytes' | 'sha256'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    hash.update(chunk);
    await spooled.appendFile(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('base64url') };
}

async function openUnnamed(): Promise<FileHandle> {
  const path = join(tmpdir(), `orderhouse-upload-${newId()}`);
  const spooled = await open(path, 'wx+', 0o600);
  await unlink(path);
  return spooled;
}

async function keepFile(part: MultipartFile, request: FastifyRequest): Promise<void> {
  if (part.fieldname !== file_field) {
    part.file.resume();
    throw misfit(`/${part.fieldname}`, 'additionalProperties', `is no file here: it is called ${file_field}`);
  }
  const spooled = await openUnnamed();
  request.spooled = spooled;
  const about = await spool(part.file, spooled);
  request.upload = {
    ...about,
    file_name: part.filename ?? '',
    stream: () => spooled.createReadStream({ start: 0, autoClose: false }),
  };
}

/** Ends a body that is longer than its file and its fields may be, whatever stands in between. */
function bound(request: FastifyRequest, bytes_max: number): void {
  let bytes = 0;
  request.raw.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bytes_max) request.raw.destroy();
  });
}

async function readForm(request: FastifyRequest, upload: Upload): Promise<Record<string, unknown>> {
  const fields: Record<string, unknown> = Object.create(null);
  const limits = {
    ...{ files: 1, fileSize: upload.file.bytes_max, fields: fields_max, parts: fields_max + 2 },
    ...{ fieldSize: field_bytes_max, fieldNameSize: 100, headerPairs: 20 },
  };
  const bytes_max = upload.file.bytes_max + besides_bytes_max;
  if (Number(request.headers['content-length'] ?? 0) > bytes_max) throw tooLarge(upload);
  const parts = request.parts({ limits });
  bound(request, bytes_max);
  for await (const part of parts) {
    if (part.type === 'file') {
      await keepFile(part, request);
      continue;
    }
    const pointer = `/${part.fieldname}`;
    if (part.fieldnameTruncated || part.valueTruncated) throw misfit(pointer, 'maxLength', 'is too long');
    if (part.fieldname in fields) throw misfit(pointer, 'maxItems', 'is there more than once');
    // What the parser could not decode.
    if (String(part.value).includes('\ufffd')) throw misfit(pointer, 'characters', 'has characters that are none');
    fields[part.fieldname] = part.value;
  }
  return { ...fields };
}

/** Lets go of what was spooled for a request. */
export async function endUpload(request: FastifyRequest): Promise<void> {
  const { spooled } = request;
  if (!spooled) return;
  request.spooled = null;
  await spooled.close();
}

/**
 * Reads the form of a request: its fields as the body, its one file to a file of this machine without a name.
 *
 * @throws DomainError `malformed_request`, `payload_too_large`, `validation_failed`, `overloaded`
 */
async function readUpload(request: FastifyRequest, upload: Upload): Promise<void> {
  if (arriving >= uploads_max) throw new DomainError('overloaded', { retry_after_seconds });
  arriving += 1;
  try {
    request.body = await readForm(request, upload);
    if (request.upload === null) throw misfit(`/${file_field}`, 'required', 'is missing');
  } catch (error) {
    await endUpload(request);
    throw refusalOf(error as Error, upload);
  } finally {
    arriving -= 1;
  }
}

/**
 * @returns a scope in which bodies are multipart/form-data and nothing else: one file and the fields of the contract,
 *   which arrive as texts.
 */
export function multipartScope(app: FastifyInstance, upload: Upload, bind: (scope: FastifyInstance) => void): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    await scope.register(multipart);
    scope.decorateRequest('upload', null);
    scope.decorateRequest('spooled', null);
    scope.setValidatorCompiler((part) =>
      validatorCompiler(part.httpPart === 'body' ? { ...part, httpPart: 'querystring' } : part),
    );
    scope.addHook('preValidation', async (request) => {
      if (!request.isMultipart()) throw new DomainError('unsupported_media_type');
      await readUpload(request, upload);
    });
    scope.addHook('onResponse', endUpload);
    bind(scope);
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The file of a route that takes one. */
    upload: UploadedFile | null;
    spooled: FileHandle | null;
  }
}
