import sharp from 'sharp';

type Format = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'tiff';

/** @returns a picture of stripes, so that it has something to lose, of a size in pixels. */
export async function picture(format: Format, width = 64, height = 48): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let index = 0; index < pixels.length; index += 1) pixels[index] = (index * 7) % 251;
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .toFormat(format)
    .toBuffer();
}

/** @returns a file as a browser has it; of no type unless it is said. */
export function fileOf(content: Buffer, name = 'lantern.jpg', type = ''): File {
  return new File([new Uint8Array(content)], name, { type });
}
