import { Counter, Gauge, type Registry } from 'prom-client';
import type { EndReason } from './feed.ts';

/** Figures of the live streams: how many are open now, and why those ended that did not go by themselves. */
export function countStreams(
  registry: Registry,
  streams: () => Iterable<{ outlet: { kind: string } }>,
): { ended(reason: EndReason): void } {
  new Gauge({
    name: 'orderhouse_live_streams',
    help: 'Live streams that are open, by server-sent events and by WebSocket',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      const open = { sse: 0, websocket: 0 } as Record<string, number>;
      for (const { outlet } of streams()) open[outlet.kind] = (open[outlet.kind] ?? 0) + 1;
      for (const [kind, count] of Object.entries(open)) this.set({ kind }, count);
    },
  });
  const ended = new Counter({
    name: 'orderhouse_live_streams_ended_total',
    help: 'Live streams that were ended by the house, by reason',
    labelNames: ['reason'],
    registers: [registry],
  });
  return { ended: (reason) => ended.inc({ reason }) };
}
