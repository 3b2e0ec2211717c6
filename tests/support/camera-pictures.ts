/** Files as cameras and telephones make them, and as nobody should send them, from the bytes of a JPEG. */

const join = (...parts: (Buffer | string)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));

const number = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

const numberLittle = (value: number) => number(value).reverse();

/** @returns a JPEG with a segment right behind its beginning: 0xE1 is APP1, 0xFE a comment. */
export function withSegment(jpeg: Buffer, marker: number, data: Buffer | string): Buffer {
  const content = join(data);
  const head = Buffer.from([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 0xff]);
  return join(jpeg.subarray(0, 2), head, content, jpeg.subarray(2));
}

/** @returns a JPEG with others behind it, and the index of them, as in CIPA DC-007: a gain map, a preview. */
export function multiPicture(jpeg: Buffer, others: Buffer[], padding_bytes = 0): Buffer {
  const count = others.length + 1;
  const padding = Buffer.alloc(padding_bytes);
  const indexed = (offsets: number[], size: number) => {
    const entries = [jpeg, ...others].map((one, at) =>
      join(number(at === 0 ? 0x030000 : 0), number(at === 0 ? size : one.length), number(offsets[at] ?? 0), number(0)),
    );
    const fields = [
      join(Buffer.from([0xb0, 0x00, 0, 7]), number(4), '0100'),
      join(Buffer.from([0xb0, 0x01, 0, 4]), number(1), number(count)),
      join(Buffer.from([0xb0, 0x02, 0, 7]), number(16 * count), number(50)),
    ];
    const directory = join('MM\0*', number(8), Buffer.from([0, fields.length]), ...fields, number(0));
    return withSegment(jpeg, 0xe2, join('MPF\0', directory, ...entries));
  };
  const size = indexed([], 0).length;
  // Places are counted from the byte order mark, which stands behind FFD8, the head of the segment and `MPF\0`.
  let at = size - 10;
  const offsets = [0];
  for (const { length } of others) {
    at += padding_bytes;
    offsets.push(at);
    at += length;
  }
  return join(indexed(offsets, size), ...others.flatMap((other) => [padding, other]));
}

/** @returns a JPEG that says to have a video behind it, in the XMP of Google's Motion Photo. */
export function sayingMotion(jpeg: Buffer, video_bytes: number): Buffer {
  const said =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    '<rdf:Description xmlns:Camera="http://ns.google.com/photos/1.0/camera/" Camera:MotionPhoto="1" ' +
    `Camera:MicroVideoOffset="${video_bytes}"/></rdf:RDF></x:xmpmeta>`;
  return withSegment(jpeg, 0xe1, join('http://ns.adobe.com/xap/1.0/\0', said));
}

export function box(kind: string, data: Buffer | string = ''): Buffer {
  const content = join(data);
  return join(number(content.length + 8), kind, content);
}

/** @returns the boxes of a video. */
export const video = () =>
  join(box('ftyp', 'mp42\0\0\0\0mp42isom'), box('mdat', 'x'.repeat(3_000)), box('moov', box('mvhd')));

/** @returns what telephones of Samsung write at the end of a file: blocks, the list of them, and its length. */
export function samsungTrailer(blocks: Record<string, Buffer | string>): Buffer {
  const kind = Buffer.from([0, 0, 0x01, 0x0a]);
  const written = Object.entries(blocks).map(([name, data]) => join(kind, numberLittle(name.length), name, data));
  let back = written.reduce((sum, { length }) => sum + length, 0);
  const entries = written.map((block) => {
    const entry = join(kind, numberLittle(back), numberLittle(block.length));
    back -= block.length;
    return entry;
  });
  const list = join('SEFH', numberLittle(107), numberLittle(written.length), ...entries);
  return join(...written, list, numberLittle(list.length), 'SEFT');
}

/** @returns a PNG with a chunk before its last: of a kind that it need not know, with a checksum that nobody looks at. */
export function withChunk(png: Buffer, kind: string, data: string): Buffer {
  const end = png.length - 12;
  return join(png.subarray(0, end), number(data.length), kind, data, number(0), png.subarray(end));
}
