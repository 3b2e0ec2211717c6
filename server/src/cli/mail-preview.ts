import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type NotificationKind, notificationKinds } from '@orderhouse/contracts';
import { loadConfig } from '../config.ts';
import { previewMail, sampleStore } from '../notifications/index.ts';
import { OperatorError } from '../platform/operator-error.ts';
import { canonicalLocale, listStores } from '../stores/index.ts';
import { withHouse } from './with-house.ts';

interface PreviewOptions {
  kind?: NotificationKind;
  store?: string;
  locale?: string;
  out?: string;
}

function localeOf(tag: string): string {
  const locale = canonicalLocale(tag);
  if (locale === null)
    throw new OperatorError(`--locale: ${tag} is no locale that mail can be written for, such as en-GB`);
  return locale;
}

async function storeNamed(slug: string) {
  const stores = await withHouse(({ house }) => listStores(house.runtime));
  const store = stores.find((one) => one.slug === slug);
  if (!store) throw new OperatorError(`--store: there is no store ${slug}`);
  return store;
}

/** `orderhouse mail preview`: as text on the terminal, or as files for a browser and a mail program. */
export async function previewMails({ kind, store: slug, locale, out }: PreviewOptions): Promise<void> {
  const config = loadConfig();
  const asked = locale === undefined ? {} : { locale: localeOf(locale) };
  const store = { ...(slug === undefined ? sampleStore : await storeNamed(slug)), ...asked };
  for (const one of kind === undefined ? notificationKinds : [kind]) {
    const { subject, text, html, source } = await previewMail(config, one, store);
    if (out === undefined) {
      process.stdout.write(`== ${one}\nSubject: ${subject}\n\n${text}\n`);
      continue;
    }
    await mkdir(out, { recursive: true });
    for (const [ending, content] of Object.entries({ txt: text, html, eml: source })) {
      await writeFile(join(out, `${one}.${ending}`), content);
    }
    process.stdout.write(`${resolve(out, one)}.html .txt .eml\n`);
  }
}
