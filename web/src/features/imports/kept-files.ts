// A file that was refused is often right, and only to be read otherwise: nobody has to look for it again meanwhile.
const kept = new Map<string, File>();
const files_max = 5;

/** Keeps the file of an import for as long as the page is open. */
export function keepFile(importId: string, file: File): void {
  kept.set(importId, file);
  for (const id of [...kept.keys()].slice(0, -files_max)) kept.delete(id);
}

/** @returns the file of an import, where it was brought on this page. */
export function keptFile(importId: string | undefined): File | null {
  return (importId !== undefined && kept.get(importId)) || null;
}
