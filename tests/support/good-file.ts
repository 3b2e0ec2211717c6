import { fileOf, picture } from './pictures.ts';

/** By media type. */
const contents: Readonly<Record<string, Buffer>> = {
  'image/jpeg': await picture('jpeg', 8, 8),
  'text/csv': Buffer.from('name,sku,unit_price\r\nLantern,GOOD-FILE,3.39\r\n'),
};

/** @returns a file that an operation takes which takes these media types. */
export function goodFile([type = '']: readonly string[]): File {
  const content = contents[type];
  if (!content) throw new Error(`there is no good file of ${type}: add one here`);
  return fileOf(content, 'good', type);
}
