import { expect, test } from 'vitest';
import { parseFilesUrl } from './files-url.ts';

const s3 = { kind: 's3', bucket: 'shop-files', region: 'eu-west-1', endpoint: null, force_path_style: false };

test.each([
  ['file:', { kind: 'folder', folder: null }],
  ['file:///srv/files', { kind: 'folder', folder: '/srv/files' }],
  ['file:///with%20space', { kind: 'folder', folder: '/with space' }],
  ['s3://shop-files?region=eu-west-1', s3],
  ['s3://shop-files/?region=eu-west-1&force_path_style=true', { ...s3, force_path_style: true }],
  [
    's3://shop-files?region=us-east-1&endpoint=http%3A%2F%2F127.0.0.1%3A9000',
    { ...s3, region: 'us-east-1', endpoint: 'http://127.0.0.1:9000', force_path_style: true },
  ],
  [
    's3://shop-files?region=auto&endpoint=https://minio.example&force_path_style=false',
    { ...s3, region: 'auto', endpoint: 'https://minio.example' },
  ],
])('%s', (text, place) => {
  expect(parseFilesUrl(text)).toEqual(place);
});

test.each([
  ['/srv/files', 'must be a URL that begins with file: or s3://'],
  ['gs://bucket', 'must be a URL that begins with file: or s3://'],
  ['file://host/folder', 'must name a folder of this machine: file: or file:///folder'],
  ['file:///folder?mode=1', 'must name a folder of this machine: file: or file:///folder'],
  ['s3:?region=eu-west-1', 'must name a bucket, such as s3://orderhouse-files?region=eu-west-1'],
  ['s3://A?region=eu-west-1', 'must name a bucket, such as s3://orderhouse-files?region=eu-west-1'],
  ['s3://bucket:9000?region=eu-west-1', 'must name a bucket, such as s3://orderhouse-files?region=eu-west-1'],
  ['s3://key:secret@bucket?region=eu-west-1', 'takes no credentials: they come as with every program of AWS'],
  ['s3://bucket/folder?region=eu-west-1', 'must name a bucket alone, without a folder in it'],
  ['s3://bucket', 'must name a region, such as s3://bucket?region=eu-west-1'],
  ['s3://bucket?region=eu west', 'must name a region, such as s3://bucket?region=eu-west-1'],
  ['s3://bucket?region=eu-west-1&acl=public', 'takes the parameters region, endpoint, force_path_style, not acl'],
  ['s3://bucket?region=eu-west-1&endpoint=minio:9000', 'must have an endpoint that begins with http:// or https://'],
  ['s3://bucket?region=eu-west-1&force_path_style=yes', 'takes force_path_style=true or =false'],
])('%s is refused', (text, fault) => {
  expect(parseFilesUrl(text)).toBe(fault);
});
