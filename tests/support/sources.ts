import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Where the repository begins. */
export const root = resolve(import.meta.dirname, '../..');

/** A file of code, by its path from the root. */
export interface Source {
  path: string;
  text: string;
  imports: string[];
}

const importForm = /(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)['"]([^'"]+)['"]/gm;

/** @returns the files of code in a folder and below, but for what was built or installed. */
export function sourcesIn(folder: string): Source[] {
  const found = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return found
    .filter((file) => file.isFile() && /\.tsx?$/.test(file.name) && !/node_modules|\/dist/.test(file.parentPath))
    .map((file) => {
      const path = relative(root, join(file.parentPath, file.name));
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, imports: [...text.matchAll(importForm)].map((match) => match[1] ?? '') };
    });
}

export const isTest = ({ path }: Pick<Source, 'path'>) => path.endsWith('.test.ts');

/** @returns the files that one imports by a path. */
export function importedBy({ path, imports }: Source): string[] {
  return imports
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => relative(root, resolve(root, dirname(path), specifier)));
}

/** @returns the code without its comments and strings. */
export function withoutText(code: string): string {
  return code.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|`(?:\\.|[^`\\])*`|'(?:\\.|[^'\\\n])*'/g, '');
}
