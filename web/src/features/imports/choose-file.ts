import { import_file_bytes_max } from '@orderhouse/contracts';
import { decode, type Encoding, foreignFile, type Guess, guessFile } from './guess-file.ts';
import { type Head, readHead } from './read-head.ts';

const mebibyte_bytes = 1_048_576;

/** A file that may be brought in, with what its beginning shows. */
export interface ChosenFile {
  file: File;
  head: Head;
  encoding: Encoding;
  guess: Guess;
}

/** @returns what a file is, or why it cannot be brought in. */
export async function chooseFile(file: File): Promise<ChosenFile | { fault: string }> {
  if (file.size > import_file_bytes_max) {
    return { fault: `It is too large: a file may have ${import_file_bytes_max / mebibyte_bytes} MB.` };
  }
  let head: Head;
  try {
    head = await readHead(file);
  } catch {
    return { fault: 'It cannot be read, or is packed by gzip and damaged.' };
  }
  const fault = foreignFile(head.bytes);
  if (fault !== null) return { fault };
  const { text, encoding } = decode(head.bytes);
  return { file, head, encoding, guess: guessFile(text, file.name) };
}
