import { eventSubjects, eventTypes } from '@orderhouse/contracts';
import { expect, test } from 'vitest';
import { typesOf } from './types-of.ts';

test('every type of event is about one kind of thing', () => {
  const all = eventSubjects.flatMap(typesOf);
  expect(all.toSorted()).toEqual(eventTypes.toSorted());
});
