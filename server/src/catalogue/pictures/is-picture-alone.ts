import { boxesEnd, jpegEnd, jpegSegments, markers } from './picture-end.ts';

/*
 * Whether a file is a picture and nothing else. Cameras and telephones put things of their own behind the end; what is
 * known of those is let in, and whatever else stands there is not.
 */

const xmp = 'http://ns.adobe.com/xap/1.0/\0';
const googlePhotos = 'http://ns.google.com/photos/';

/**
 * What a JPEG says to stand behind it: further pictures (previews and gain maps, by the Multi-Picture Format, CIPA
 * DC-007), or pictures and a video (by Google's XMP: Ultra HDR, Dynamic Depth, Motion Photo). Where they begin is not
 * looked up: programs that change what stands before them leave the old places.
 */
function announced(bytes: Buffer): { pictures: boolean; videos: boolean } {
  const said = { pictures: false, videos: false };
  for (const { marker, from, to } of jpegSegments(bytes, 0)) {
    if (marker === markers.startOfScan) break;
    if (marker !== markers.app1 && marker !== markers.app2) continue;
    const data = bytes.toString('latin1', from + 4, to);
    if (marker === markers.app2 && data.startsWith('MPF\0')) said.pictures = true;
    if (marker === markers.app1 && data.startsWith(xmp) && data.includes(googlePhotos)) {
      said.pictures = true;
      said.videos = true;
    }
  }
  return said;
}

/** @returns the next byte that only fills: zeros, or 0xFF where no JPEG begins with it. */
function behindPadding(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0 || (bytes[at] === 0xff && bytes[at + 1] !== markers.startOfImage)) at += 1;
  return at;
}

/** A video begins with the zeros of a length, which look like padding: it is told by the word behind them. */
function videoEnd(bytes: Buffer, from: number, at: number): number | null {
  const begin = at + bytes.subarray(at, at + 8).indexOf('ftyp') - 4;
  return begin >= from && begin <= at ? boxesEnd(bytes, begin) : null;
}

/**
 * Telephones of Samsung end their files with blocks of data, then a list of them (`SEFH`: a version, a count, and for each
 * block its kind, its distance back from the list and its length), then the length of the list and `SEFT`.
 *
 * @returns where the first block begins; the end of the file where it does not end so.
 */
function samsungBegin(bytes: Buffer, from: number): number {
  const none = bytes.length;
  const footer = none - 8;
  if (footer < from || bytes.toString('latin1', footer + 4) !== 'SEFT') return none;
  const list = footer - bytes.readUInt32LE(footer);
  if (list < from || footer - list < 12 || bytes.toString('latin1', list, list + 4) !== 'SEFH') return none;
  if (12 + 12 * bytes.readUInt32LE(list + 8) !== footer - list) return none;
  let begin = list;
  for (let entry = list + 12; entry < footer; entry += 12) {
    const [block, size] = [list - bytes.readUInt32LE(entry + 4), bytes.readUInt32LE(entry + 8)];
    // A block begins with its kind, as it stands in the list.
    const isBlock =
      block >= from && size >= 8 && block + size <= list && bytes.readUInt32LE(block) === bytes.readUInt32LE(entry);
    if (!isBlock) return none;
    begin = Math.min(begin, block);
  }
  return begin;
}

function isTailKnown(file: Buffer, end: number): boolean {
  const bytes = file.subarray(0, samsungBegin(file, end));
  const { pictures, videos } = announced(file);
  let from = end;
  for (;;) {
    const at = behindPadding(bytes, from);
    if (at === bytes.length) return true;
    const next = (pictures ? jpegEnd(bytes, at) : null) ?? (videos ? videoEnd(bytes, from, at) : null);
    if (next === null) return false;
    from = next;
  }
}

const archive_end_bytes = 22;
const archive_comment_bytes_max = 65_535;

/**
 * A ZIP is read from its end: a record that tells of a list right before it (APPNOTE.TXT, 4.3.16; 4.3.15 for ZIP64). Where
 * none stands there, some look for it where the record says, counted from the begin of the file.
 */
function isArchive(bytes: Buffer): boolean {
  const last = bytes.subarray(-(archive_end_bytes + archive_comment_bytes_max));
  const offset = bytes.length - last.length;
  for (let at = last.indexOf('PK\x05\x06'); at !== -1; at = last.indexOf('PK\x05\x06', at + 1)) {
    const record = offset + at;
    if (record + archive_end_bytes > bytes.length) return false;
    const [list, named] = [record - bytes.readUInt32LE(record + 12), bytes.readUInt32LE(record + 16)];
    const begins = (word: string, from: number) => from >= 0 && bytes.toString('latin1', from, from + 4) === word;
    if (begins('PK\x01\x02', list) || begins('PK\x01\x02', named) || begins('PK\x06\x07', record - 20)) return true;
  }
  return false;
}

const document_head_bytes_max = 1_024;

/** Readers of PDF look for its head in the first kilobyte (PDF Reference 1.7, implementation note 13). */
function isDocument(bytes: Buffer): boolean {
  return bytes.subarray(0, document_head_bytes_max).includes('%PDF-');
}

/**
 * Whether a file is this picture alone: nothing stands behind its end but padding and what cameras and telephones are
 * known to put there, and it is no archive and no PDF, which are found inside other files.
 *
 * @param end where the picture ends (`pictureEnd`).
 */
export function isPictureAlone(bytes: Buffer, end: number): boolean {
  return isTailKnown(bytes, end) && !isArchive(bytes) && !isDocument(bytes);
}
