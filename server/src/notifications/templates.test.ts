import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { notificationKinds } from '@orderhouse/contracts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sampleLetters } from './sample.ts';
import { loadTemplates } from './templates.ts';

/** A folder with these templates. */
function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'orderhouse-templates-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const templates = await loadTemplates(null);

test.each(notificationKinds)('%s says all that it has, in three forms', (kind) => {
  for (const letter of sampleLetters(kind)) {
    const { subject, text, html } = templates.render(kind, letter);
    expect(subject).toMatch(/^Tea House: .*(1042|White metal lantern, Large|webhook|password)/);
    expect(text).toContain('Hello Ada Lovelace,');
    expect(text).toContain('https://shop.example');
    expect(text).not.toMatch(/\n{4}|undefined|null|\[object/);
    expect(html).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/);
    expect(html).not.toMatch(/undefined|null|\[object/);
  }
});

test('the HTML names its language and direction: our own is English, others as they say', async () => {
  const header = '<html lang="{{locale}}" dir="{{#if is_right_to_left}}rtl{{else}}ltr{{/if}}">{{recipient.name}}';
  const own = await loadTemplates(folderOf({ 'partials/header.html.hbs': header }));
  const store = { name: 'Tea House', time_zone: 'Asia/Jerusalem', locale: 'he-IL' };
  const [hebrew] = sampleLetters('order_placed', { store, address: 'https://shop.example' });
  const [english] = sampleLetters('order_placed');
  if (!hebrew || !english) throw new Error('there is no sample');
  expect(templates.render('order_placed', hebrew).html).toContain('<html lang="en" dir="ltr">');
  expect(own.render('order_placed', hebrew).html).toContain('<html lang="he-IL" dir="rtl">');
  expect(own.render('order_placed', english).html).toContain('<html lang="en-GB" dir="ltr">');
});

test('a declined payment says how to try again', () => {
  const [cancelled, standing] = sampleLetters('payment_declined').map((letter) =>
    templates.render('payment_declined', letter),
  );
  expect(cancelled?.text).toMatch(/card expired[\s\S]*cancelled, and nothing was charged\. To try again, go to https:/);
  expect(standing?.text).toMatch(/stays as it is\. To try again/);
});

test('what people write stays text', () => {
  const [letter] = sampleLetters('order_placed');
  const evil = '<img src=x onerror=alert(1)> {{order.number}} & "Bob"';
  if (!letter?.order) throw new Error('there is no sample of an order');
  const hostile = {
    ...letter,
    recipient: { name: evil },
    store: { ...letter.store, name: `${evil}\nBcc: spy@evil.example` },
    order: { ...letter.order, notes: [evil], lines: letter.order.lines.map((line) => ({ ...line, name: evil })) },
  };
  const { subject, text, html } = templates.render('order_placed', hostile);
  expect(html).not.toContain('<img');
  expect(html).toContain('&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt; {{order.number}} &amp; &quot;Bob&quot;');
  expect(text).toContain(evil);
  expect(subject).toContain(`${evil} Bcc: spy@evil.example: your order`);
});

test('own templates go before those that come along, file by file', async () => {
  const folder = folderOf({
    'order_placed.subject.hbs': 'Danke, {{recipient.name}}\n',
    'partials/lines.text.hbs': 'Summe: {{order.total}}\n',
    'partials/motto.text.hbs': 'Immer frisch\n',
    'order_delivered.text.hbs': '{{> motto}}',
    'notes.md': 'not a template',
  });
  const own = await loadTemplates(folder);
  const [letter] = sampleLetters('order_placed');
  if (!letter) throw new Error('there is no sample');
  const placed = own.render('order_placed', letter);
  expect(placed.subject).toBe('Danke, Ada Lovelace');
  expect(placed.text).toContain('Summe: £11.77');
  expect(placed.html).toBe(templates.render('order_placed', letter).html);
  expect(own.render('order_delivered', letter).text).toBe('Immer frisch\n');
});

describe('a broken template is refused with its file and line', () => {
  test.each([
    ['order_placed.text.hbs', 'Hello\n{{#if order.notes}}\nno end', ':3: cannot be read near'],
    ['order_placed.html.hbs', '\n{{/if}}', ':2: cannot be read near'],
    ['order_placed.text.hbs', '\n\n{{#if order.notes}}\n{{/each}}', ":3: if doesn't match each"],
    ['order_placed.subject.hbs', 'Order {{order.nmber}}', ':1: there is no nmber to say'],
    ['order_placed.subject.hbs', 'Order {{{{', ':1: cannot be read near'],
    ['order_cancelled.html.hbs', '<p>\n{{#each order.lines}}\n{{title}}\n{{/each}}', ':3: there is no title to say'],
    ['stock_out.text.hbs', '\n{{order.number}}', ':2: '],
    ['order_placed.text.hbs', 'nots\n\n{{#if order.nots}}Notes{{/if}}', ':3: there is no nots to say'],
    ['order_placed.text.hbs', '\n{{#each order.line}}a{{/each}}', ':2: there is no line to say'],
    ['order_placed.html.hbs', '<p>\n{{{order.notes}}}', ':2: three braces'],
    ['order_placed.html.hbs', '<p>\n{{&order.notes}}', ':2: three braces'],
    ['order_placed.html.hbs', '<p>\n{{shout order.notes}}', ':2: '],
    ['order_placed.html.hbs', '\n{{> lins}}', ':2: there is no partials/lins.html.hbs'],
    ['partials/lines.text.hbs', 'a\nb\n{{totl}}', ':3: there is no totl to say'],
    ['oder_placed.text.hbs', 'Hello', ':1: no mail is made of oder_placed.text.hbs'],
  ])('%s %j', async (name, text, told) => {
    const folder = folderOf({ [name]: text });
    await expect(loadTemplates(folder)).rejects.toThrow(`${join(folder, name)}${told}`);
  });

  test('a folder that is not there is named with its setting', async () => {
    await expect(loadTemplates('/nowhere/at/all')).rejects.toThrow(
      'MAIL_TEMPLATES_DIR cannot be read: /nowhere/at/all',
    );
  });
});
