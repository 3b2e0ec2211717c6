import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { contentDisposition } from '../http/content-disposition.ts';
import { type ContentType, expectContentType, parseFileKey } from './file-key.ts';
import { type FileRange, type Files, FilesLeft, type ReadableFile } from './files.ts';
import type { Bucket } from './files-url.ts';

const requests_max = 3;
// The least that S3 takes. Two are held at a time, of each file that is being written.
const part_bytes = 5 * 1_048_576;
const parts_at_once_max = 2;
// What DeleteObjects takes.
const delete_max = 1_000;
const connections_max = 100;
// What S3 gives a signature at most.
const link_seconds_max = 7 * 86_400;

export interface S3Times {
  connect_ms_max: number;
  /** Without a byte either way. */
  silence_ms_max: number;
  /** Until an answer begins, with what is sent before: a part of a file at most. */
  answer_ms_max: number;
}

const usualTimes: S3Times = { connect_ms_max: 5_000, silence_ms_max: 15_000, answer_ms_max: 120_000 };

function answered(error: unknown, status: number): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === status;
}

function clientOf({ region, endpoint, force_path_style }: Bucket, times: S3Times): S3Client {
  const agent = { maxSockets: connections_max };
  return new S3Client({
    region,
    maxAttempts: requests_max,
    forcePathStyle: force_path_style,
    // Each wait has an end, also with a machine that takes the connection and never answers.
    requestHandler: {
      connectionTimeout: times.connect_ms_max,
      socketTimeout: times.silence_ms_max,
      requestTimeout: times.answer_ms_max,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
    // Amazon checks what arrives; what speaks its protocol elsewhere does not know every checksum.
    ...(endpoint !== null && {
      endpoint,
      requestChecksumCalculation: 'WHEN_REQUIRED' as const,
      responseChecksumValidation: 'WHEN_REQUIRED' as const,
    }),
  });
}

/** Tries whether the bucket is there, and can be listed and written. @throws what S3 says. */
async function tryBucket(s3: S3Client, Bucket: string): Promise<void> {
  // Not HeadBucket: the answer to a HEAD does not say what is wrong.
  await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }));
  const Key = '.probe';
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from('probe') }));
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }], Quiet: true } }));
}

async function writeStream(s3: S3Client, params: { Bucket: string; Key: string; ContentType: string }, body: Readable) {
  let bytes = 0;
  const Body = new PassThrough();
  Body.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  Body.pause();
  const upload = new Upload({
    client: s3,
    params: { ...params, Body },
    partSize: part_bytes,
    queueSize: parts_at_once_max,
  });
  // Whichever of the two fails ends the other; what had arrived of the file is taken away by `abort`.
  const reading = pipeline(body, Body).catch(async (error: Error) => {
    await upload.abort();
    throw error;
  });
  const writing = upload.done().catch((error: Error) => {
    Body.destroy(error);
    throw error;
  });
  const [read, written] = await Promise.allSettled([reading, writing]);
  if (read.status === 'rejected') throw read.reason;
  if (written.status === 'rejected') throw written.reason;
  return bytes;
}

/** @returns the header, or null for a range that nothing can lie in. */
function rangeHeader({ start, end }: FileRange): string | null {
  return end !== undefined && end < start ? null : `bytes=${start}-${end ?? ''}`;
}

/**
 * Files in a bucket of Amazon S3, or of what speaks its protocol. Credentials come as with every program of AWS. What is
 * sent twice because an answer got lost is the same file under the same key.
 *
 * @throws what S3 says, when the bucket is not there or cannot be written.
 */
export async function openS3Files(place: Bucket, times: Partial<S3Times> = {}): Promise<Files> {
  const s3 = clientOf(place, { ...usualTimes, ...times });
  const { bucket: Bucket } = place;
  await tryBucket(s3, Bucket).catch((error) => {
    s3.destroy();
    throw error;
  });

  const aboutOf = (Key: string, length = 0, etag = ''): Omit<ReadableFile, 'stream'> => ({
    bytes_total: length,
    content_type: parseFileKey(Key).content_type,
    etag,
  });

  /** A file of which nothing is asked for that it has. */
  async function readNothing(Key: string): Promise<ReadableFile | null> {
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key })).catch((error) => {
      if (answered(error, 404)) return null;
      throw error;
    });
    return head && { ...aboutOf(Key, head.ContentLength, head.ETag), stream: Readable.from([]) };
  }

  return {
    pathOf: () => null,

    async write(Key: string, body: Readable | Uint8Array, { content_type }: { content_type: ContentType }) {
      expectContentType(Key, content_type);
      const params = { Bucket, Key, ContentType: content_type };
      if (body instanceof Readable) return { bytes: await writeStream(s3, params, body) };
      await s3.send(new PutObjectCommand({ ...params, Body: body }));
      return { bytes: body.byteLength };
    },

    async read(Key, range) {
      parseFileKey(Key);
      const header = range ? rangeHeader(range) : undefined;
      if (header === null) return readNothing(Key);
      try {
        const { Body, ContentLength, ContentRange, ETag } = await s3.send(
          new GetObjectCommand({ Bucket, Key, ...(header !== undefined && { Range: header }) }),
        );
        const total = ContentRange === undefined ? ContentLength : Number(ContentRange.split('/')[1]);
        return { ...aboutOf(Key, total, ETag), stream: Body as Readable };
      } catch (error) {
        if (answered(error, 404)) return null;
        if (answered(error, 416)) return readNothing(Key);
        throw error;
      }
    },

    async remove(keys) {
      for (const key of keys) parseFileKey(key);
      const left: string[] = [];
      let why: unknown;
      for (let from = 0; from < keys.length; from += delete_max) {
        const part = keys.slice(from, from + delete_max);
        const Delete = { Objects: part.map((Key) => ({ Key })), Quiet: true };
        try {
          const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
          const refused = new Set(Errors.map(({ Key }) => Key));
          left.push(...part.filter((key) => refused.has(key)));
          const [first] = Errors;
          if (first) why ??= new Error(`S3: ${first.Code} ${first.Message}`);
        } catch (error) {
          left.push(...part);
          why ??= error;
        }
      }
      if (left.length > 0) throw new FilesLeft(left, why);
    },

    async signedUrl(Key, { expires_at, file_name }) {
      const { content_type: ResponseContentType } = parseFileKey(Key);
      const seconds = Math.floor((expires_at.getTime() - Date.now()) / 1_000);
      const expiresIn = Math.min(link_seconds_max, Math.max(1, seconds));
      const command = new GetObjectCommand({
        Bucket,
        Key,
        ResponseContentType,
        ResponseCacheControl: `private, max-age=${expiresIn}, immutable`,
        ResponseContentDisposition: contentDisposition(file_name),
      });
      return getSignedUrl(s3, command, { expiresIn });
    },

    close: async () => s3.destroy(),
  };
}
