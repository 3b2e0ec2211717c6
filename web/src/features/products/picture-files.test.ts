import { OrderhouseError } from '@orderhouse/contracts';
import { expect, test } from 'vitest';
import { faultOfFile, isForGood, moved, wordsOfRefusal } from './picture-files.ts';

test('a picture that is too large, empty or none is told before it is sent', () => {
  expect(faultOfFile({ size: 1_000, type: 'image/png' })).toBeNull();
  expect(faultOfFile({ size: 10 * 1_048_576, type: 'image/jpeg' })).toBeNull();
  expect(faultOfFile({ size: 10 * 1_048_576 + 1, type: 'image/jpeg' })).toMatch(/too large/);
  expect(faultOfFile({ size: 0, type: 'image/jpeg' })).toMatch(/empty/);
  expect(faultOfFile({ size: 9, type: 'application/pdf' })).toMatch(/not a picture/);
});

test('a refusal is told by its reason', () => {
  const problem = {
    type: '',
    title: '',
    status: 422,
    code: 'invalid_picture',
    request_id: '',
    errors: [{ pointer: '/file', code: 'unreadable', detail: '' }],
  };
  const refused = (told = problem) => new OrderhouseError(422, 'invalid_picture', '', { problem: told });
  expect(wordsOfRefusal(refused())).toMatch(/damaged/);
  expect(wordsOfRefusal(refused({ ...problem, errors: [] }))).toMatch(/picture/);
  expect([refused(), new OrderhouseError(0, 'unreachable', '')].map(isForGood)).toEqual([true, false]);
  expect(wordsOfRefusal(new OrderhouseError(413, 'payload_too_large', ''))).toMatch(/10 MB/);
});

test('what is moved stands where it was put, and the others keep their order', () => {
  expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
  expect(moved(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c']);
});
