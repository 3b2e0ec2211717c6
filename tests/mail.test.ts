import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

  test('knows no other kind', async () => {
    const { code, said } = await runOrderhouse(['mail', 'preview', '--kind', 'spam'], temporaryFolder());
    expect(code).toBe(1);
    expect(said).toContain('Allowed choices are order_placed');
  });
});

test('a start with a broken template is refused with its file and line', async () => {
  const folder = temporaryFolder();
  const template = join(folder, 'order_placed.text.hbs');
  writeFileSync(template, 'Hello\n{{#if order.notes}}');
  const start = orderhouse(['start'], join(folder, 'data'), { env: { MAIL_TEMPLATES_DIR: folder } });
  expect(await start.ended).toBe(1);
  expect(start.said()).toContain(`orderhouse: ${template}:2: cannot be read near`);
  expect(start.said()).not.toContain('is ready');
});
