import { Transform } from 'node:stream';
import { ImportRefused } from '../import-refused.ts';

/** What an unpacked file may come to; a small zip can hold a world of zeros. */
export const unpacked_bytes_max = 4_294_967_296;

/** Counts what goes through. */
export function counter(limit_bytes: number): Transform & { bytes: number } {
  const through = Object.assign(
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        through.bytes += chunk.length;
        if (through.bytes > limit_bytes) done(new ImportRefused('the file unpacks to more than 4 GiB'));
        else done(null, chunk);
      },
    }),
    { bytes: 0 },
  );
  return through;
}
