import { expect, test } from 'vitest';
import { urlFault } from './check-url.ts';

test.each([
  ['https://hooks.example.com/a?b=c', null],
  ['https://hooks.example.com:8443/', null],
  ['http://hooks.example.com/', 'must begin with https://'],
  ['ftp://hooks.example.com/', 'is no URL'],
  ['https://', 'is no URL'],
  ['https://user:word@hooks.example.com/', 'must hold no user and no password'],
  ['https://hooks.example.com/#there', 'must have no fragment'],
])('the URL %s: %s', (text, fault) => {
  expect(urlFault(text, false)).toBe(fault);
});

test('http is taken where private addresses are', () => {
  expect(urlFault('http://localhost:3000/', true)).toBeNull();
});
