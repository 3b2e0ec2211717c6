import { given, oneOf } from '../../lib/search-params.ts';

/** Spans that the sales are shown over. */
export const spans = ['7d', '30d', '90d', '12m'] as const;
export type Span = (typeof spans)[number];

const month = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/** What of the room stands in its address. */
export function overviewSearch(search: Record<string, unknown>) {
  const asked = search.month;
  return given({
    span: oneOf(search.span, spans),
    /** Of the best sellers. */
    month: typeof asked === 'string' && month.test(asked) ? asked : undefined,
    by: oneOf(search.by, ['units']),
  });
}
export type OverviewSearch = ReturnType<typeof overviewSearch>;
