import { trendOf } from './spans.ts';

/** How a number compares to the one before, in words: neither colour nor arrow says more. */
export function TrendNote({ now, before, than }: { now: number; before: number; than: string }) {
  const trend = trendOf(now, before);
  switch (trend.kind) {
    case 'none':
      return <>None, as in {than}</>;
    case 'new':
      return <>None in {than}</>;
    case 'same':
      return <>As much as in {than}</>;
    default:
      return (
        <>
          <span aria-hidden="true">{trend.kind === 'more' ? '▲ ' : '▼ '}</span>
          {trend.percent}% {trend.kind} than {than}
        </>
      );
  }
}
