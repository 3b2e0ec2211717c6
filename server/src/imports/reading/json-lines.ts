import { ImportRefused } from '../import-refused.ts';
import { decodeCell, type Encoding } from './decode-cell.ts';
import type { Row } from './row.ts';

const line_bytes_max = 1_048_576;
const newline = 0x0a;

/** The lines of a text that are not blank, in constant memory. @throws ImportRefused with the line that is too long, or no text. */
export async function* textLines(bytes: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Row> {
  let rest: Buffer[] = [];
  let rest_bytes = 0;
  let line_number = 0;
  const row = (line: Buffer): Row | null => {
    line_number += 1;
    const text = decodeCell(line.toString('latin1'), encoding);
    if (text === null) {
      throw new ImportRefused(
        `line ${line_number}: bytes that are no UTF-8; if the file is Windows-1252, say encoding=windows-1252`,
      );
    }
    return text.trim() === '' ? null : { line_number, cells: [text.trim()] };
  };
  for await (const chunk of bytes) {
    let from = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      const line = row(Buffer.concat([...rest, chunk.subarray(from, at)]));
      rest = [];
      rest_bytes = 0;
      from = at + 1;
      if (line) yield line;
    }
    rest.push(chunk.subarray(from));
    rest_bytes += chunk.length - from;
    if (rest_bytes > line_bytes_max) throw new ImportRefused(`line ${line_number + 1} is longer than 1 MiB`);
  }
  const last = rest_bytes > 0 ? row(Buffer.concat(rest)) : null;
  if (last) yield last;
}
