import { expect, test } from 'vitest';
import { needSecureCookies } from './cookies.ts';

test.each([
  ['https://shop.example', false, true],
  ['https://127.0.0.1:3000', false, true],
  ['http://shop.example', true, true],
  ['http://127.0.0.1.evil.example', true, true],
  ['http://shop.example', false, false],
  ['http://127.0.0.1:3000', true, false],
  ['http://[::1]:3000', true, false],
  ['http://localhost:3000', true, false],
])('at %s, in production: %s, cookies are Secure: %s', (publicUrl, isProduction, isSecure) => {
  expect(needSecureCookies(publicUrl, isProduction)).toBe(isSecure);
});
