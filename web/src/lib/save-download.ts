import type { Download } from '@orderhouse/contracts';

/** What came so far is handed to the browser in pieces of this size, which it may keep elsewhere than in memory. */
const piece_bytes = 4 * 1024 * 1024;
/** How often one is told how much has come: nobody reads faster. */
const tell_every_ms = 250;

/** The download ended before its end: what came is not the whole, and is not kept. */
export class BrokenOff extends Error {}

/**
 * Reads a download to its end.
 * @param tell hears how many bytes have come, now and then.
 * @throws BrokenOff when it ends too early; the reason of the signal that its call was given when aborted.
 */
export async function collect(
  { body, contentType }: Pick<Download, 'body' | 'contentType'>,
  tell: (bytes: number) => void,
): Promise<Blob> {
  const pieces: Blob[] = [];
  let open: Uint8Array<ArrayBuffer>[] = [];
  let open_bytes = 0;
  let bytes = 0;
  let told_ms = 0;
  const shut = () => {
    pieces.push(new Blob(open));
    open = [];
    open_bytes = 0;
  };
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      open.push(value as Uint8Array<ArrayBuffer>);
      open_bytes += value.byteLength;
      bytes += value.byteLength;
      if (open_bytes >= piece_bytes) shut();
      if (Date.now() - told_ms < tell_every_ms) continue;
      told_ms = Date.now();
      tell(bytes);
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new BrokenOff('the file broke off before its end', { cause: error });
  }
  shut();
  return new Blob(pieces, { type: contentType });
}

/** Has the browser save a file under a name, as it saves every download. */
export function saveAs(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser takes it up after this turn; a minute later it has.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
