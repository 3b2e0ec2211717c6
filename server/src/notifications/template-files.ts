import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { OperatorError } from '../platform/operator-error.ts';
import { TemplateFault, type TemplateFile } from './template-fault.ts';

/** Where the templates stand that come along. */
export const shippedTemplates = join(import.meta.dirname, '../../mail-templates');

const partialForm = /^partials\/[\w-]+\.(html|text)\.hbs$/;

async function templatesIn(folder: string): Promise<Map<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile() && entry.name.endsWith('.hbs'))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [relative(folder, path).replaceAll('\\', '/'), path]));
}

async function ownTemplates(folder: string): Promise<Map<string, string>> {
  try {
    return await templatesIn(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new OperatorError(`MAIL_TEMPLATES_DIR cannot be read: ${folder}: ${code}`, { cause: error });
  }
}

/**
 * Finds all templates: those of the folder, and those that come along for what it lacks.
 *
 * @throws TemplateFault for one in the folder that no mail uses; OperatorError when the folder cannot be read.
 */
export async function findTemplates(folder: string | null): Promise<TemplateFile[]> {
  const shipped = await templatesIn(shippedTemplates);
  const own = folder === null ? new Map<string, string>() : await ownTemplates(folder);
  for (const [name, path] of own) {
    if (shipped.has(name) || partialForm.test(name)) continue;
    throw new TemplateFault(path, 1, `no mail is made of ${name}; there are ${[...shipped.keys()].sort().join(', ')}`);
  }
  const paths = new Map([...shipped, ...own]);
  const files = [...paths].map(async ([name, path]) => ({ name, path, text: await readFile(path, 'utf8') }));
  const all = await Promise.all(files);
  const partials = all.map(({ name }) => name).filter((name) => partialForm.test(name));
  return all.map((file) => ({ ...file, partials }));
}
