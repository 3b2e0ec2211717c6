const head_bytes = 65_536;

/** The beginning of a file, unpacked where it is packed by gzip. */
export interface Head {
  bytes: Uint8Array;
  /** Whether this is all of it. */
  isWhole: boolean;
}

/** Reads of a stream what comes first; that it is cut off at its end is no fault. */
async function firstOf(stream: ReadableStream<Uint8Array>): Promise<Head> {
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  let isWhole = false;
  try {
    while (length < head_bytes) {
      const { done, value } = await reader.read();
      if (done) {
        isWhole = true;
        break;
      }
      parts.push(value);
      length += value.length;
    }
  } catch (error) {
    if (length === 0) throw error;
  }
  await reader.cancel().catch(() => undefined);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes: bytes.subarray(0, head_bytes), isWhole: isWhole && length <= head_bytes };
}

/** @returns the first 64 KiB of a file's content. @throws when it says that it is packed, and is not. */
export async function readHead(file: Blob): Promise<Head> {
  const slice = file.slice(0, head_bytes);
  const start = new Uint8Array(await slice.slice(0, 2).arrayBuffer());
  const isPacked = start[0] === 0x1f && start[1] === 0x8b;
  if (isPacked) return firstOf(slice.stream().pipeThrough(new DecompressionStream('gzip')));
  return { bytes: new Uint8Array(await slice.arrayBuffer()), isWhole: file.size <= head_bytes };
}
