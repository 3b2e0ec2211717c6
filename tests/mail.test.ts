import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { notificationKinds } from '@orderhouse/contracts';
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { orderhouse, runOrderhouse, temporaryFolder } from './support/server-process.ts';

describe('orderhouse mail preview', () => {
  test('prints one mail', async () => {
    const { code, said } = await runOrderhouse(['mail', 'preview', '--kind', 'order_shipped'], temporaryFolder());
    expect(code).toBe(0);
    expect(said).toMatch(
      /^== order_shipped\nSubject: Tea House: your order 1042 is on its way\n\nHello Ada Lovelace,/m,
    );
    expect(said.match(/^== /gm)).toHaveLength(1);
  });

  test('writes all of them as files, in the words of a folder', async () => {
    const folder = temporaryFolder();
    const [out, MAIL_TEMPLATES_DIR] = [join(folder, 'out'), join(folder, 'templates')];
    mkdirSync(MAIL_TEMPLATES_DIR);
    writeFileSync(join(MAIL_TEMPLATES_DIR, 'order_placed.subject.hbs'), 'Danke für {{order.number}}');
    const env = { MAIL_TEMPLATES_DIR, MAIL_FROM: 'laden@shop.example' };
    const { code, said } = await runOrderhouse(['mail', 'preview', '--out', out], folder, { env });
    expect(code, said).toBe(0);
    const endings = ['eml', 'html', 'txt'];
    expect(readdirSync(out).sort()).toEqual(
      [...notificationKinds].sort().flatMap((kind) => endings.map((e) => `${kind}.${e}`)),
    );
    const mail = await simpleParser(readFileSync(join(out, 'order_placed.eml')));
    expect(mail).toMatchObject({
      subject: 'Danke für 1042',
      from: { text: '"Tea House" <laden@shop.example>' },
      text: readFileSync(join(out, 'order_placed.txt'), 'utf8'),
      html: readFileSync(join(out, 'order_placed.html'), 'utf8'),
    });
  });

  test('writes as a store with that locale would, and knows what is none', async () => {
    const preview = (...args: string[]) =>
      runOrderhouse(['mail', 'preview', '--kind', 'order_placed', ...args], temporaryFolder());
    expect((await preview('--locale', 'de-de')).said).toMatch(
      /31\. Januar 2026[\s\S]*11,77\s£[\s\S]*Vereinigtes Königreich/,
    );
    const refused = await preview('--locale', 'tlh');
    expect(refused.code).toBe(1);
    expect(refused.said).toContain('--locale: tlh is no locale');
  });

  test('knows no other kind', async () => {
    const { code, said } = await runOrderhouse(['mail', 'preview', '--kind', 'spam'], temporaryFolder());
    expect(code).toBe(1);
    expect(said).toContain('Allowed choices are order_placed');
  });
});

describe.each(['all', 'api', 'worker'])('a start as %s', (role) => {
  /** @returns what it said. It must have ended by itself, and have begun nothing. */
  async function refusedWith(env: Record<string, string>, folder: string): Promise<string> {
    const dataDir = join(folder, 'data');
    const start = orderhouse(['start', '--role', role], dataDir, { env });
    expect(await start.ended).toBe(1);
    expect(existsSync(dataDir)).toBe(false);
    return start.said();
  }

  test('with a broken template is refused with its setting, file and line', async () => {
    const folder = temporaryFolder();
    const template = join(folder, 'order_placed.text.hbs');
    writeFileSync(template, 'Hello\n{{#if order.notes}}');
    const said = await refusedWith({ MAIL_TEMPLATES_DIR: folder }, folder);
    expect(said).toContain(`orderhouse: MAIL_TEMPLATES_DIR: ${template}:2: cannot be read near`);
  });

  test('with a folder for mail that cannot be written is refused with its setting', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const said = await refusedWith({ MAIL_URL: `file://${file}/mail` }, folder);
    expect(said).toContain(`orderhouse: MAIL_URL: ${file}/mail cannot be written (ENOTDIR)`);
  });
});
