import { webhookEventTypes } from '@orderhouse/contracts';

export type WebhookType = (typeof webhookEventTypes)[number];

export interface EventGroup {
  title: string;
  types: readonly WebhookType[];
}

/** Groups by the beginning of the types: who wants orders wants their parts as well, more often than not. */
const titles: readonly (readonly [title: string, beginnings: readonly string[]])[] = [
  ['Orders', ['order', 'fulfillment']],
  ['Payments', ['payment']],
  ['Products', ['product', 'category']],
  ['Stock', ['stock', 'variant']],
  ['Accounts', ['user', 'session']],
  ['Imports', ['import']],
  ['The store', ['store', 'webhook_endpoint', 'demo']],
];

const beginningOf = (type: string) => type.split('.', 1)[0] ?? '';

/** What an endpoint may be told of, by what it is about. */
export const eventGroups: readonly EventGroup[] = titles.map(([title, beginnings]) => ({
  title,
  types: webhookEventTypes.filter((type) => beginnings.includes(beginningOf(type))),
}));

/** @returns the types with all of a group put in, or taken out where all of it was in. */
export function toggleGroup(chosen: readonly WebhookType[], { types }: EventGroup): WebhookType[] {
  const rest = chosen.filter((type) => !types.includes(type));
  const isWhole = types.every((type) => chosen.includes(type));
  return isWhole ? rest : inOrder([...rest, ...types]);
}

/** @returns the types as the contract orders them. */
export function inOrder(chosen: readonly WebhookType[]): WebhookType[] {
  return webhookEventTypes.filter((type) => chosen.includes(type));
}
