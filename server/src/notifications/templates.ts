import { type NotificationKind, notificationKinds } from '@orderhouse/contracts';
import Handlebars from 'handlebars';
import type { Letter } from './letter.ts';
import { sampleLetters } from './sample.ts';
import { checkTemplate, locateFault, type TemplateFile, UnknownName } from './template-fault.ts';
import { findTemplates } from './template-files.ts';

export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

/** The texts of all mails. */
export interface Templates {
  /** @throws TemplateFault when the templates cannot say what they are given. */
  render(kind: NotificationKind, letter: Letter): RenderedMail;
}

type Render = (letter: Letter) => string;

// What stands in the file is shown as text: in HTML by escaping it, elsewhere as it is. A name that is not known fails.
const options = {
  html: { strict: true, noEscape: false },
  text: { strict: true, noEscape: true },
} as const;

type Form = keyof typeof options;

const formOf = (name: string): Form => (name.endsWith('.html.hbs') ? 'html' : 'text');

/** @returns the template, which tells its own file when it fails. */
function compile(environment: typeof Handlebars, file: TemplateFile) {
  const template = environment.compile(checkTemplate(file), options[formOf(file.name)]);
  return (letter: unknown, inside?: Handlebars.RuntimeOptions): string => {
    try {
      return template(letter, inside);
    } catch (error) {
      throw locateFault(file, error);
    }
  };
}

/** Makes the templates of one form, with the partials of the same. */
function compileForm(files: readonly TemplateFile[], form: Form): Map<string, Render> {
  const environment = Handlebars.create();
  const own = files.filter(({ name }) => formOf(name) === form);
  for (const file of own) {
    const [, partial] = /^partials\/([\w-]+)\./.exec(file.name) ?? [];
    if (partial !== undefined) environment.registerPartial(partial, compile(environment, file));
  }
  const whole = own.filter(({ name }) => !name.startsWith('partials/'));
  return new Map(whole.map((file) => [file.name, compile(environment, file)]));
}

/** The same, for which a name that is not there is a fault also in a condition, where it would else mean no. */
function refusingUnknown<T extends object>(known: T): T {
  return new Proxy(known, {
    get(target, name) {
      if (typeof name === 'string' && !(name in target)) throw new UnknownName(name);
      const value = Reflect.get(target, name);
      return typeof value === 'object' && value !== null ? refusingUnknown(value) : value;
    },
  });
}

/**
 * Loads the templates of all mails and tries each on samples, so that one that is broken is refused now.
 *
 * @param folder of templates that go before our own, file by file; null for none. docs/mail.md
 * @throws TemplateFault naming file and line.
 */
export async function loadTemplates(folder: string | null): Promise<Templates> {
  const files = await findTemplates(folder);
  const renders = new Map([...compileForm(files, 'html'), ...compileForm(files, 'text')]);
  const fill = (name: string, letter: Letter): string => {
    const render = renders.get(name);
    if (!render) throw new Error(`there is no template ${name}`);
    return render(letter);
  };
  const templates: Templates = {
    render: (kind, letter) => ({
      subject: fill(`${kind}.subject.hbs`, letter).replaceAll(/\s+/g, ' ').trim(),
      text: `${fill(`${kind}.text.hbs`, letter).trim()}\n`,
      html: fill(`${kind}.html.hbs`, letter),
    }),
  };
  for (const kind of notificationKinds) {
    for (const letter of sampleLetters(kind)) templates.render(kind, refusingUnknown(letter));
  }
  return templates;
}
