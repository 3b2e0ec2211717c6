import { webhookEventTypes } from '@orderhouse/contracts';
import { expect, test } from 'vitest';
import { type EventGroup, eventGroups, toggleGroup } from './event-groups.ts';

test('everything that an endpoint may be told of stands in one group', () => {
  expect(eventGroups.flatMap(({ types }) => types).toSorted()).toEqual(webhookEventTypes.toSorted());
});

test('a group is put in whole, and taken out whole', () => {
  const group: EventGroup = { title: 'Payments', types: ['payment.succeeded', 'payment.failed'] };
  const all = toggleGroup(['payment.failed', 'order.placed'], group);
  expect(all).toEqual(['order.placed', 'payment.succeeded', 'payment.failed']);
  expect(toggleGroup(all, group)).toEqual(['order.placed']);
});
