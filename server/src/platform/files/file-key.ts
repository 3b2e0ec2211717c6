/** What files may be. The ending of a key says it, so that a folder knows it without a file beside the file. */
export const contentTypes = {
  webp: 'image/webp',
  jpg: 'image/jpeg',
  png: 'image/png',
  avif: 'image/avif',
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  bin: 'application/octet-stream',
} as const;

type Ending = keyof typeof contentTypes;
export type ContentType = (typeof contentTypes)[Ending];

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const folderForm = '[a-z]{1,20}';
const nameForm = `(${uuid})(?:-[a-z0-9]{1,20})?\\.(${Object.keys(contentTypes).join('|')})`;
const keyForm = new RegExp(`^(${folderForm})/(${nameForm})$`);

interface FileKey {
  folder: string;
  name: string;
  uuid: string;
  content_type: ContentType;
}

/** @returns the parts of a key, or null: nothing that leads out of a folder is one. */
export function readFileKey(key: string): FileKey | null {
  const [, folder, name, id, ending] = keyForm.exec(key) ?? [];
  if (folder === undefined || name === undefined || id === undefined) return null;
  return { folder, name, uuid: id, content_type: contentTypes[ending as Ending] };
}

/** @throws where a key is none. */
export function parseFileKey(key: string): FileKey {
  const parsed = readFileKey(key);
  if (parsed === null) throw new Error(`${JSON.stringify(key)} is no key of a file`);
  return parsed;
}

/** @throws where the ending of a key says something else than its content type. */
export function expectContentType(key: string, content_type: ContentType): void {
  const { content_type: said } = parseFileKey(key);
  if (said !== content_type) throw new Error(`${key} ends as ${said}, not as ${content_type}`);
}
