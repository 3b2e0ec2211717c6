import { type ImageSize, imageSizes } from '@orderhouse/contracts';
import sharp, { type Metadata } from 'sharp';
import type { Asked, Encoded, Told } from './encode-picture.ts';
import { isPictureAlone } from './is-picture-alone.ts';
import { pictureEnd } from './picture-end.ts';
import { type Ending, sizeNames } from './stored-image.ts';

/*
 * A process of its own, in which pictures are decoded: what strangers send is read by code that may crash, and takes
 * memory that its allocator does not give back (the API stood at 950 MB after thirty uploads). It ends with its parent.
 */

// 50 megapixels, more than telephones make.
const pixels_max = 50_000_000;
const side_max = 4_096;
const encode_seconds_max = 20;
const size_quality = 80;
const kept_quality = 90;

/** The only decoders that are let in, whatever a file looks like: SVG, PDF and the rest could reach for other files. */
const decoders = ['Jpeg', 'Png', 'Webp', 'Heif'].map((name) => `VipsForeignLoad${name}Buffer`);

sharp.cache(false);
sharp.concurrency(1);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: decoders });

/** Of an animation the first frame alone is looked at. */
const reading = { limitInputPixels: pixels_max, failOn: 'error', pages: 1 } as const;

const wrongType = { code: 'type', detail: 'is no JPEG, PNG, WebP or AVIF' };
const unreadable = { code: 'unreadable', detail: 'is damaged, or not whole' };
const notAlone = {
  code: 'extra',
  detail: 'has something else in it or behind its end: open it, save it as a new picture, and send that',
};

/** How a picture is kept that came as it did. AVIF takes seconds to write; WebP shows on everything that shows AVIF. */
function endingOf({ format, compression }: Metadata): Ending | null {
  if (format === 'jpeg') return 'jpg';
  if (format === 'png' || format === 'webp') return format;
  return format === 'heif' && compression === 'av1' ? 'webp' : null;
}

/** What the decoder says of a file that it cannot read to its end. */
function refusalOf(error: unknown): Told {
  const message = error instanceof Error ? error.message : String(error);
  if (/pixel limit/i.test(message)) {
    return { refusal: { code: 'pixels', detail: `has more than ${pixels_max} pixels` } };
  }
  if (/timeout/i.test(message)) {
    return { refusal: { code: 'effort', detail: `takes more than ${encode_seconds_max} s to read` } };
  }
  if (/unsupported image format|blocked/i.test(message)) return { refusal: wrongType };
  return { refusal: unreadable };
}

async function encode(input: Buffer): Promise<Encoded | null> {
  const ending = endingOf(await sharp(input, reading).metadata());
  if (ending === null) return null;
  const upright = sharp(input, reading)
    .timeout({ seconds: encode_seconds_max })
    .autoOrient()
    .resize({ width: side_max, height: side_max, fit: 'inside', withoutEnlargement: true })
    // Written without metadata and profile: what it says about its maker and its place is gone, its colours are sRGB.
    .toColourspace('srgb');
  const written = {
    jpg: () => upright.jpeg({ quality: kept_quality }),
    png: () => upright.png(),
    webp: () => upright.webp({ quality: kept_quality }),
  }[ending]();
  const { data: content, info } = await written.toBuffer({ resolveWithObject: true });
  return { content, ending, width: info.width, height: info.height };
}

async function makeSizes(original: Buffer): Promise<Record<ImageSize, Buffer>> {
  const sizes: [ImageSize, Buffer][] = [];
  for (const name of sizeNames) {
    const [width, height] = [imageSizes[name], imageSizes[name]];
    const smaller = sharp(original, reading)
      .timeout({ seconds: encode_seconds_max })
      .resize({ width, height, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: size_quality });
    sizes.push([name, await smaller.toBuffer()]);
  }
  return Object.fromEntries(sizes) as Record<ImageSize, Buffer>;
}

async function keep(content: Buffer): Promise<Told> {
  const end = pictureEnd(content);
  if (end !== null && !isPictureAlone(content, end)) return { refusal: notAlone };
  const picture = await encode(content);
  if (!picture) return { refusal: wrongType };
  // Decoders have their pixels before the end: where none is found, anything may stand behind them.
  return end === null ? { refusal: unreadable } : { picture };
}

async function answer({ task, input }: Asked): Promise<Told> {
  const content = Buffer.from(input);
  try {
    return task === 'sizes' ? { sizes: await makeSizes(content) } : await keep(content);
  } catch (error) {
    return refusalOf(error);
  }
}

process.on('message', (asked: Asked) => {
  void answer(asked).then((told) => process.send?.(told));
});
process.on('disconnect', () => process.exit());
