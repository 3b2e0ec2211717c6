import { describe, expect, test } from 'vitest';
import { parseMailUrl } from './mail-url.ts';

const smtp = { kind: 'smtp', host: 'mail.example', port: 587, security: 'required', auth: null, connections_max: 5 };

describe('what is taken', () => {
  test.each([
    ['file:', { kind: 'files', folder: null }],
    ['file:///var/mail%20box', { kind: 'files', folder: '/var/mail box' }],
    ['smtp://mail.example', smtp],
    [
      'smtp://mail.example:25/?tls=optional&connections=1',
      { ...smtp, port: 25, security: 'optional', connections_max: 1 },
    ],
    ['smtp://a%40b:p%2Fw@mail.example?tls=off', { ...smtp, security: 'off', auth: { user: 'a@b', pass: 'p/w' } }],
    ['smtp://127.0.0.1:2525', { ...smtp, host: '127.0.0.1', port: 2525, security: 'optional' }],
    ['smtp://[::1]:2525', { ...smtp, host: '::1', port: 2525, security: 'optional' }],
    ['smtps://mail.example', { ...smtp, port: 465, security: 'implicit' }],
    ['ses://eu-west-1', { kind: 'ses', region: 'eu-west-1', endpoint: null }],
    [
      'ses://eu-west-1?endpoint=http://127.0.0.1:8005',
      { kind: 'ses', region: 'eu-west-1', endpoint: 'http://127.0.0.1:8005' },
    ],
  ])('%s', (text, transport) => {
    expect(parseMailUrl(text)).toEqual(transport);
  });
});

describe('what is refused, and never repeated', () => {
  test.each([
    ['hunter2', 'must be a URL that begins with'],
    ['imap://hunter2@mail.example', 'must be a URL that begins with'],
    ['file://hunter2/folder', 'must name a folder of this machine'],
    ['file:?hunter2=1', 'has a parameter that is none'],
    ['smtp://', 'must be like smtp://'],
    ['smtp://mail.example/hunter2', 'must be like smtp://'],
    ['smtp://mail.example?tls=hunter2', 'takes tls='],
    ['smtps://mail.example?tls=off', 'takes tls with smtp:// only'],
    ['smtp://mail.example?connections=0', 'takes connections from 1 to 100'],
    ['smtp://mail.example?pool=hunter2', 'has a parameter that is none: smtp:// takes tls and connections'],
    ['smtp://u:hunter2%@mail.example', 'written %25'],
    ['ses://', 'must be like ses://'],
    ['ses://u:hunter2@eu-west-1', 'must be like ses://'],
    ['ses://eu-west-1?endpoint=ftp://hunter2', 'takes an endpoint'],
  ])('%s', (text, told) => {
    expect(() => parseMailUrl(text)).toThrow(told);
    expect(() => parseMailUrl(text)).not.toThrow('hunter2');
  });
});
