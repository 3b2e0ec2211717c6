import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { composeMail } from './compose-mail.ts';
import type { Mail } from './mailer.ts';

const mail: Mail = {
  from: { name: 'Tea House', address: 'orders@shop.example' },
  to: { name: 'Ada Lovelace', address: 'ada@example.com' },
  subject: 'Your order 1042',
  text: 'Hello Ada,\n\nthank you.\n',
  html: '<p>Hello Ada, thank you.</p>',
  message_id: '<019aa1b2@shop.example>',
  date: new Date('2026-01-31T09:30:00Z'),
  headers: { 'Auto-Submitted': 'auto-generated' },
};

const parsed = async (change: Partial<Mail>) => simpleParser(await composeMail({ ...mail, ...change }));

/** @returns the names of all header fields, as they stand in the message. */
async function headersOf(change: Partial<Mail>): Promise<string[]> {
  const { headerLines } = await parsed(change);
  return headerLines.map(({ key }) => key);
}

const usualHeaders = await headersOf({});

test('a mail program reads what was written', async () => {
  const read = await parsed({});
  expect(read).toMatchObject({
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.message_id,
    date: mail.date,
    from: { value: [mail.from] },
    to: { value: [mail.to] },
  });
  expect(read.headers.get('auto-submitted')).toBe('auto-generated');
});

describe.each([
  ['accents', 'Zoë Brûlée-Ångström'],
  ['emoji', '🫖 Tea & Cake 👩‍👩‍👧‍👦'],
  ['right to left', 'נועה בן־דוד مريم'],
  ['long', 'Ж'.repeat(200)],
  ['quotes and commas', 'O’Brien, "Bob" <bob@evil.example>, \\ (x)'],
  ['what looks encoded', '=?utf-8?Q?=0D=0ABcc:_spy=40evil.example?='],
])('a name with %s', (_, name) => {
  test('comes through, in ASCII, to one recipient', async () => {
    const change = {
      from: { ...mail.from, name },
      to: { ...mail.to, name },
      subject: `For ${name}`,
      text: `${name}\n`,
      html: `<p>${name}</p>`,
    };
    const source = await composeMail({ ...mail, ...change });
    expect(source.every((byte) => byte < 0x80)).toBe(true);
    const read = await simpleParser(source);
    const shown = name.replace('=?', '= ?');
    expect(read.to).toMatchObject({ value: [{ name: shown, address: mail.to.address }] });
    expect(read.from).toMatchObject({ value: [{ name: shown, address: mail.from.address }] });
    expect(read).toMatchObject({ subject: `For ${shown}`, text: change.text });
    expect(await headersOf(change)).toEqual(usualHeaders);
  });
});

test.each([
  'Eve\r\nBcc: spy@evil.example',
  'Eve\nBcc: spy@evil.example\n\nBody of another mail',
  'Eve\rBcc: spy@evil.example',
  'Eve\r\n\r\n<script>',
  'Eve\u2028Bcc: spy@evil.example',
])('%j adds no header, no recipient and no body', async (name) => {
  for (const change of [
    { to: { ...mail.to, name } },
    { from: { ...mail.from, name } },
    { subject: name },
    { headers: { 'Auto-Submitted': name } },
  ]) {
    expect(await headersOf(change)).toEqual(usualHeaders);
    const read = await parsed(change);
    expect([read.bcc, read.cc, read.text]).toEqual([undefined, undefined, mail.text]);
  }
});
