import { expect, onTestFinished, test, vi } from 'vitest';
import { picture } from '../../../../tests/support/pictures.ts';
import { encodePicture } from './encode-picture.ts';

test('so many pictures wait for their turn, and whoever comes then is told to come again', async () => {
  const { promise, reject } = Promise.withResolvers<Buffer>();
  const outcomes = Promise.allSettled(Array.from({ length: 33 }, () => encodePicture(() => promise)));
  await expect(encodePicture(() => promise)).rejects.toMatchObject({ code: 'overloaded' });
  reject(new Error('not read'));
  const told = (await outcomes).map((outcome) => (outcome.status === 'rejected' ? outcome.reason : null));
  expect(told.slice(0, 32).map(({ message }) => message)).toEqual(Array(32).fill('not read'));
  expect(told[32]).toMatchObject({ code: 'overloaded', data: { retry_after_seconds: 5 } });
  await expect(encodePicture(() => promise)).rejects.toThrow('not read');
});

test('a picture that comes as the process ends for want of work is read by the next', async () => {
  const jpeg = await picture('jpeg');
  const read = async () => jpeg;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  expect(await encodePicture(read)).toMatchObject({ ending: 'jpg' });
  vi.advanceTimersByTime(5_000);
  expect(await encodePicture(read)).toMatchObject({ ending: 'jpg' });
});
