import { once } from 'node:events';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { createExportGate } from './export-gate.ts';

const open = () => ({ stream: new Readable({ read() {} }), content_type: 'text/csv', file_name: 'a.csv' });

test('a caller has so many exports at once and no more; one that is left makes room', async () => {
  const gate = createExportGate();
  const first = gate.enter('ada', open);
  for (const _ of [2, 3]) gate.enter('ada', open);
  expect(() => gate.enter('ada', open)).toThrow(expect.objectContaining({ code: 'overloaded' }));
  expect(gate.enter('bob', open)).toBeDefined();
  first.stream.destroy();
  await once(first.stream, 'close');
  expect(gate.enter('ada', open)).toBeDefined();
});

test('all callers together have so many; one that cannot be opened takes no room', () => {
  const gate = createExportGate();
  expect(() => gate.enter('eve', () => expect.fail('no'))).toThrow('no');
  for (const caller of ['a', 'b', 'c', 'd']) for (const _ of [1, 2, 3]) gate.enter(caller, open);
  expect(() => gate.enter('e', open)).toThrow(expect.objectContaining({ code: 'overloaded' }));
});
