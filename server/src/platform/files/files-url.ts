import { fileURLToPath } from 'node:url';

export interface Bucket {
  kind: 's3';
  bucket: string;
  region: string;
  /** Of what speaks the protocol elsewhere; Amazon's own when null. */
  endpoint: string | null;
  /** The bucket as the first part of the path, rather than of the host's name. */
  force_path_style: boolean;
}

/** Where FILES_URL says that files are kept. A folder of null is the one that belongs to the data. */
export type FilesPlace = { kind: 'folder'; folder: string | null } | Bucket;

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const regionName = /^[a-z0-9-]{1,40}$/;
const parameters = ['region', 'endpoint', 'force_path_style'];

function folderOf(url: URL): FilesPlace | string {
  if (url.host !== '' || url.search !== '') return 'must name a folder of this machine: file: or file:///folder';
  return { kind: 'folder', folder: url.pathname === '/' || url.pathname === '' ? null : fileURLToPath(url) };
}

function bucketOf(url: URL): FilesPlace | string {
  if (url.username !== '') return 'takes no credentials: they come as with every program of AWS';
  // The port too belongs to the host: a bucket has none.
  if (!bucketName.test(url.host)) return 'must name a bucket, such as s3://orderhouse-files?region=eu-west-1';
  if (!/^\/?$/.test(url.pathname)) return 'must name a bucket alone, without a folder in it';
  const unknown = [...url.searchParams.keys()].find((name) => !parameters.includes(name));
  if (unknown !== undefined) return `takes the parameters ${parameters.join(', ')}, not ${unknown}`;
  const region = url.searchParams.get('region');
  if (region === null || !regionName.test(region)) return 'must name a region, such as s3://bucket?region=eu-west-1';
  const endpoint = url.searchParams.get('endpoint');
  if (endpoint !== null && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) {
    return 'must have an endpoint that begins with http:// or https://';
  }
  const style = url.searchParams.get('force_path_style');
  if (style !== null && style !== 'true' && style !== 'false') return 'takes force_path_style=true or =false';
  // What speaks the protocol elsewhere has seldom a name for each bucket.
  const force_path_style = style === null ? endpoint !== null : style === 'true';
  return { kind: 's3', bucket: url.host, region, endpoint, force_path_style };
}

/**
 * Reads a FILES_URL: `file:`, `file:///folder`, or `s3://bucket?region=eu-west-1`, with `&endpoint=http://…` and
 * `&force_path_style=true` for what speaks the protocol of S3 elsewhere.
 *
 * @returns the place, or what the setting must be.
 */
export function parseFilesUrl(text: string): FilesPlace | string {
  const url = URL.parse(text);
  if (url?.protocol === 'file:') return folderOf(url);
  if (url?.protocol === 's3:') return bucketOf(url);
  return 'must be a URL that begins with file: or s3://';
}
