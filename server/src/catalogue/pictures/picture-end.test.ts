import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { multiPicture, samsungTrailer, sayingMotion, video } from '../../../../tests/support/camera-pictures.ts';
import { picture } from '../../../../tests/support/pictures.ts';
import { isPictureAlone } from './is-picture-alone.ts';
import { pictureEnd } from './picture-end.ts';

const formats = ['jpeg', 'png', 'webp', 'avif'] as const;
const isAlone = (bytes: Buffer) => {
  const end = pictureEnd(bytes);
  return end !== null && isPictureAlone(bytes, end);
};

describe.each(formats)('%s', (format) => {
  test('ends with its file, whatever is to be seen, and stands alone in it', async () => {
    const options = fc.record({ progressive: fc.boolean(), quality: fc.integer({ min: 1, max: 100 }) });
    const side = fc.integer({ min: 1, max: 90 });
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.integer({ min: 0 }),
        options,
        async (width, height, seed, { quality, ...rest }) => {
          const pixels = Buffer.alloc(width * height * 3);
          for (let at = 0, noise = seed; at < pixels.length; at += 1) {
            noise = (Math.imul(noise, 1_103_515_245) + 12_345) >>> 0;
            pixels[at] = noise >>> 24;
          }
          const drawn = sharp(pixels, { raw: { width, height, channels: 3 } });
          // Its fastest way to AVIF, or the test takes minutes.
          const made = await drawn
            .withExif({ IFD0: { Copyright: 'x' } })
            .toFormat(format, { effort: 1, quality, ...rest })
            .toBuffer();
          expect(pictureEnd(made)).toBe(made.length);
          expect(isAlone(made)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('ends where it ends, whatever stands behind it, and nowhere when it is cut off', async () => {
    const made = await picture(format);
    const tail = fc.uint8Array({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(tail, fc.integer({ min: 0, max: made.length - 1 }), (behind, cut) => {
        const longer = Buffer.concat([made, behind]);
        expect(pictureEnd(longer)).toBe(made.length);
        expect(isAlone(longer)).toBe(behind.every((byte) => byte === 0 || byte === 0xff));
        // Boxes have no end but that of the last: cut off behind one they look whole, and are for the decoder to refuse.
        const end = pictureEnd(made.subarray(0, cut));
        expect(end === null || (format === 'avif' && end <= cut)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

test('a WebP that counts in what is no chunk has no end', async () => {
  const made = Buffer.concat([await picture('webp'), Buffer.from('<html></html>')]);
  made.writeUInt32LE(made.length - 8, 4);
  expect(pictureEnd(made)).toBeNull();
});

test('any bytes at all are told, and nothing is read beyond them', async () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  const jpeg = multiPicture(sayingMotion(await picture('jpeg'), 1), []);
  const heads = await Promise.all(formats.map(async (format) => (await picture(format)).subarray(0, 40)));
  const behind = [jpeg, Buffer.concat([jpeg, video()]), Buffer.concat([jpeg, samsungTrailer({ Image_UTC_Data: '1' })])];
  fc.assert(
    fc.property(bytes, fc.constantFrom(...heads, ...behind), fc.nat(), fc.nat(255), (random, known, place, value) => {
      const changed = Buffer.from(known);
      changed[place % changed.length] = value;
      for (const one of [Buffer.from(random), Buffer.concat([known, random]), changed]) {
        const end = pictureEnd(one);
        expect(end === null || (end > 0 && end <= one.length)).toBe(true);
        if (end !== null) expect(() => isPictureAlone(one, end)).not.toThrow();
      }
    }),
    { numRuns: 3_000 },
  );
});

/** 10 MiB of what takes longest to walk over. */
const slow: [string, (jpeg: Buffer) => Buffer[]][] = [
  ['noise', () => [Buffer.alloc(10_000_000, Uint8Array.of(0x12, 0xff, 0x00, 0x77))]],
  [
    'segments without content',
    (jpeg) => [Buffer.alloc(10_000_000, Uint8Array.of(0xff, 0xe1, 0x00, 0x02)), jpeg.subarray(2)],
  ],
  [
    'pictures without content',
    (jpeg) => [jpeg.subarray(2), Buffer.alloc(10_000_000, Uint8Array.of(0xff, 0xd8, 0xff, 0xd9))],
  ],
  ['ends of archives', (jpeg) => [jpeg.subarray(2), Buffer.alloc(10_000_000, 'PK\x05\x06', 'latin1')]],
];

test.each(slow)('%s of 10 MiB are walked over in less than five seconds', async (_name, content) => {
  const jpeg = multiPicture(await picture('jpeg'), []);
  const bytes = Buffer.concat([jpeg.subarray(0, 2), ...content(jpeg), Buffer.from([0xff, 0xd9])]);
  const before = performance.now();
  isAlone(bytes);
  expect(performance.now() - before).toBeLessThan(5_000);
});
