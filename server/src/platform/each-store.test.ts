import { expect, test } from 'vitest';
import { eachStore } from './each-store.ts';

test('a store in which it fails keeps no other waiting, and is told of at the end', async () => {
  const done: string[] = [];
  const work = async (storeId: string) => {
    if (storeId === 'b') throw new Error('cannot be');
    done.push(storeId);
  };
  const failed = eachStore(['a', 'b', 'c'], () => false, work);
  await expect(failed).rejects.toMatchObject({
    message: '1 of 3 stores failed',
    errors: [{ message: 'in the store b', cause: { message: 'cannot be' } }],
  });
  expect(done).toEqual(['a', 'c']);
});

test('is stopped between two stores', async () => {
  const done: string[] = [];
  await eachStore(
    ['a', 'b'],
    () => done.length > 0,
    async (storeId) => done.push(storeId),
  );
  expect(done).toEqual(['a']);
});
