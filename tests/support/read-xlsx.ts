import { inflateRawSync } from 'node:zlib';

/** The texts of the parts of a workbook, by their paths: a ZIP archive, read by its central directory. */
export async function partsOf(archive: Buffer): Promise<Map<string, string>> {
  const end = archive.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  const parts = new Map<string, string>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [size, name, extra, comment] = [
      archive.readUInt32LE(at + 20),
      archive.readUInt16LE(at + 28),
      archive.readUInt16LE(at + 30),
      archive.readUInt16LE(at + 32),
    ];
    const path = archive.toString('utf8', at + 46, at + 46 + name);
    const local = archive.readUInt32LE(at + 42);
    const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const isDeflated = archive.readUInt16LE(at + 10) === 8;
    const bytes = archive.subarray(begin, begin + size);
    parts.set(path, (isDeflated ? inflateRawSync(bytes) : bytes).toString());
    at += 46 + name + extra + comment;
  }
  return parts;
}

const characters: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

function textOf(xml: string): string {
  return xml
    .replaceAll(/&(?:lt|gt|amp);/g, (entity) => characters[entity] ?? entity)
    .replaceAll(/_x([0-9A-F]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** The place of a column by its name, counted from 0. */
const indexOf = (name: string) => [...name].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** The cells of a sheet, row by row: texts as texts, numbers as numbers, and null between them. */
export function cellsIn(sheet: string): (string | number | null)[][] {
  return [...sheet.matchAll(/<row r="\d+">(.*?)<\/row>/gs)].map(([, row = '']) => {
    const cells: (string | number | null)[] = [];
    for (const [, name = '', number, text = ''] of row.matchAll(
      /<c r="([A-Z]+)\d+"[^>]*>(?:<v>([^<]*)<\/v>|<is><t[^>]*>([^<]*)<\/t><\/is>)<\/c>/gs,
    )) {
      while (cells.length < indexOf(name)) cells.push(null);
      cells.push(number === undefined ? textOf(text) : Number(number));
    }
    return cells;
  });
}
