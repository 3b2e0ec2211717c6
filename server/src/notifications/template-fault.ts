import Handlebars from 'handlebars';
import { OperatorError } from '../platform/operator-error.ts';

export interface TemplateFile {
  /** Below its folder, with `/`: `order_placed.html.hbs`, `partials/lines.text.hbs`. */
  name: string;
  path: string;
  text: string;
  /** The names of all partials that there are. */
  partials: readonly string[];
}

/** A template that cannot be used, with its file and line as editors open them. */
export class TemplateFault extends OperatorError {
  constructor(path: string, line: number, detail: string, options?: ErrorOptions) {
    super(`${path}:${line}: ${detail}`, options);
    this.name = 'TemplateFault';
  }
}

/** A template asks for something that its mail does not have. */
export class UnknownName extends Error {}

type Tree = ReturnType<typeof Handlebars.parse>;

const isHtml = ({ name }: TemplateFile) => name.endsWith('.html.hbs');

/** Looks for what would be accepted and then do harm, or fail without saying where. */
class Reader extends Handlebars.Visitor {
  readonly #file: TemplateFile;

  constructor(file: TemplateFile) {
    super();
    this.#file = file;
  }

  override MustacheStatement(statement: hbs.AST.MustacheStatement): void {
    if (isHtml(this.#file) && !statement.escaped) {
      const detail = 'three braces, or an &, would let what customers write become HTML; two braces show it as text';
      throw new TemplateFault(this.#file.path, statement.loc.start.line, detail);
    }
    super.MustacheStatement(statement);
  }

  override PartialStatement(statement: hbs.AST.PartialStatement): void {
    const name = 'original' in statement.name ? String(statement.name.original) : '';
    const file = `partials/${name}.${isHtml(this.#file) ? 'html' : 'text'}.hbs`;
    if (!this.#file.partials.includes(file)) {
      throw new TemplateFault(this.#file.path, statement.loc.start.line, `there is no ${file}`);
    }
    super.PartialStatement(statement);
  }
}

/** @returns the template, read. @throws TemplateFault for what can be told before it is filled. */
export function checkTemplate(file: TemplateFile): Tree {
  try {
    const tree = Handlebars.parse(file.text);
    new Reader(file).accept(tree);
    return tree;
  } catch (error) {
    throw locateFault(file, error);
  }
}

/** @returns what went wrong in a template, with its place. */
export function locateFault({ path, text }: TemplateFile, error: unknown): TemplateFault {
  if (error instanceof TemplateFault) return error;
  if (error instanceof UnknownName) {
    const says = (one: string) => one.includes('{{') && one.slice(one.indexOf('{{')).includes(error.message);
    const line = text.split('\n').findIndex(says) + 1;
    return new TemplateFault(path, Math.max(line, 1), `there is no ${error.message} to say`);
  }
  const { message } = error instanceof Error ? error : new Error(String(error));
  const [, unread, near = ''] = /^Parse error on line (\d+):\n(.*)/.exec(message) ?? [];
  if (unread !== undefined) return new TemplateFault(path, Number(unread), `cannot be read near ${near.trim()}`);
  const [, unknown] = /^"(.+)" not defined in/.exec(message) ?? [];
  const [place = '', line = '1'] = / - (\d+):\d+$/.exec(message) ?? [];
  const detail =
    unknown === undefined ? message.slice(0, message.length - place.length) : `there is no ${unknown} to say`;
  return new TemplateFault(path, Number(line), detail, { cause: error });
}
