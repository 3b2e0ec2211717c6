import { type Asker, may } from '@orderhouse/contracts';
import type { NotedAnswer } from './note-answer.ts';
import { documentedOperations, type Operation } from './operations.ts';

const askers: readonly Asker[] = ['anonymous', 'customer', 'vendor', 'admin'];

/** Decided outside of any route, so that one operation stands for all. */
const givenAnywhere = new Set(['rate_limited', 'overloaded', 'unavailable']);
/** A fault of ours, which no test knows how to make. */
const faults = new Set(['internal_error']);
/** Whoever signs in, or asks how the service is, is nobody yet; who they are besides changes nothing. */
const asNobody = new Set(['auth:sign-in', 'system:read']);

type Seen = (wanted: Partial<NotedAnswer>) => boolean;

function unseenRefusals({ id, refusals }: Operation, seen: Seen): string[] {
  return refusals
    .filter(({ code }) => !faults.has(code))
    .filter(({ code, status }) => !seen(givenAnywhere.has(code) ? { code } : { operation: id, status, code }))
    .map(({ code, status }) => `${id} never answered ${status} ${code}`);
}

function unseenAskers({ id, permission, goodStatuses }: Operation, seen: Seen): string[] {
  const wanted = asNobody.has(permission) ? (['anonymous'] as const) : askers;
  return wanted.flatMap((asker) => {
    const refusal = asker === 'anonymous' ? 'unauthenticated' : 'forbidden';
    const isSeen = may(asker, permission)
      ? goodStatuses.some((status) => seen({ operation: id, asker, status }))
      : seen({ operation: id, asker, code: refusal });
    return isSeen ? [] : [`${id} never ${may(asker, permission) ? 'served' : 'refused'} ${asker}`];
  });
}

/** @returns what the OpenAPI document promises and no test received, in words: answers, and answers to each role. */
export function unseenAnswers(noted: readonly NotedAnswer[]): string[] {
  const seen: Seen = (wanted) =>
    noted.some((one) => (Object.keys(wanted) as (keyof NotedAnswer)[]).every((key) => one[key] === wanted[key]));
  return documentedOperations.flatMap((operation) => [
    ...operation.goodStatuses
      .filter((status) => !seen({ operation: operation.id, status }))
      .map((status) => `${operation.id} never answered ${status}`),
    ...unseenRefusals(operation, seen),
    ...unseenAskers(operation, seen),
  ]);
}
