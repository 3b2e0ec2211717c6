/*
 * Where the container of a picture ends, found by its own marks of length and end. Decoders stop reading when they have
 * their pixels; what stands behind that, and whether anything does, they do not tell. One pass, nothing is decoded.
 */

/** What stands between two markers of a JPEG: from the byte 0xFF of its marker to the end of its parameters. */
export interface Segment {
  marker: number;
  from: number;
  to: number;
}

export const markers = { startOfImage: 0xd8, endOfImage: 0xd9, startOfScan: 0xda, app1: 0xe1, app2: 0xe2 };

/** Not a marker, but a byte 0xFF of entropy-coded data; or one without parameters: TEM, RST0 to RST7. */
function hasNoParameters(marker: number): boolean {
  return marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

/** @returns where the next segment begins, over entropy-coded data, fill bytes and what decoders skip; or -1. */
function nextMarker(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at !== -1 && at + 1 < bytes.length) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (hasNoParameters(marker)) at = bytes.indexOf(0xff, at + 2);
    else return at;
  }
  return -1;
}

/** The segments of the JPEG that begins at `from`, to its end, or to where it breaks off (ITU-T T.81, B.1.1). */
export function* jpegSegments(bytes: Buffer, from: number): Generator<Segment> {
  if (bytes[from] !== 0xff || bytes[from + 1] !== markers.startOfImage) return;
  let at = nextMarker(bytes, from + 2);
  while (at !== -1) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === markers.startOfImage) return;
    if (marker === markers.endOfImage) {
      yield { marker, from: at, to: at + 2 };
      return;
    }
    if (at + 4 > bytes.length) return;
    const to = at + 2 + bytes.readUInt16BE(at + 2);
    if (to < at + 4 || to > bytes.length) return;
    yield { marker, from: at, to };
    at = nextMarker(bytes, to);
  }
}

/** @returns the byte behind the JPEG that begins at `from`; `null` where none does, or it is not whole. */
export function jpegEnd(bytes: Buffer, from: number): number | null {
  for (const { marker, to } of jpegSegments(bytes, from)) if (marker === markers.endOfImage) return to;
  return null;
}

/** Chunks of length, type, data and checksum, to that of type IEND (W3C PNG, 5.3). */
function pngEnd(bytes: Buffer): number | null {
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return end;
    at = end;
  }
  return null;
}

/** A RIFF chunk that says its length, filled by chunks whose data have an even length (RFC 9649, 2.3 and 2.4). */
function webpEnd(bytes: Buffer): number | null {
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) return null;
  let at = 12;
  while (at + 8 <= end) {
    const size = bytes.readUInt32LE(at + 4);
    at += 8 + size + (size % 2);
  }
  // Some writers leave out the last byte that makes it even, or do not count it.
  return at === end || at === end + 1 ? Math.min(at, bytes.length) : null;
}

/** What may stand outermost in a picture or a short video. What is none of these does not belong to it. */
const boxKinds = 'meta mdat moov moof mfra sidx free skip wide uuid mpvd sefd'.split(' ');

/**
 * Boxes have no end but that of the file (ISO/IEC 14496-12, 4.2): here they end at the first that is of no kind that
 * belongs there, or at a second `ftyp`, with which another file begins.
 *
 * @returns the byte behind the boxes that begin at `from`; `null` where none do, or one is not whole or says no length:
 * behind it anything could stand.
 */
export function boxesEnd(bytes: Buffer, from: number): number | null {
  const kindAt = (at: number) => bytes.toString('latin1', at + 4, at + 8);
  if (kindAt(from) !== 'ftyp') return null;
  let at = from;
  do {
    const isLong = bytes.readUInt32BE(at) === 1;
    if (isLong && at + 16 > bytes.length) return null;
    const size = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : bytes.readUInt32BE(at);
    if (size < (isLong ? 16 : 8) || at + size > bytes.length) return null;
    at += size;
  } while (boxKinds.includes(kindAt(at)));
  return at;
}

const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/**
 * Where a JPEG, PNG, WebP or AVIF ends.
 *
 * @returns the count of its bytes; `null` for what is none of these, or is not whole.
 */
export function pictureEnd(bytes: Buffer): number | null {
  if (bytes.length < 12) return null;
  if (bytes[0] === 0xff) return jpegEnd(bytes, 0);
  if (bytes.subarray(0, 8).equals(png)) return pngEnd(bytes);
  const kind = bytes.toString('latin1', 8, 12);
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && kind === 'WEBP') return webpEnd(bytes);
  return boxesEnd(bytes, 0);
}
