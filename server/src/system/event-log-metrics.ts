import { Gauge, type Registry } from 'prom-client';
import { countWaiting } from '../events/index.ts';
import type { Log } from '../platform/log.ts';
import type { Runtime } from '../platform/runtime.ts';

/** Counts what the dispatcher has not come to whenever the figures are read. */
export function eventLogMetrics(registry: Registry, { database }: Runtime, log: Pick<Log, 'warn'>): void {
  new Gauge({
    name: 'orderhouse_events_waiting',
    help: 'Events that are not dispatched yet, counted up to 10,000; every process tells the same',
    registers: [registry],
    async collect() {
      this.reset();
      try {
        this.set(await database.transactAsSystem(countWaiting));
      } catch (error) {
        log.warn({ err: error }, 'the events that wait could not be counted');
      }
    },
  });
}
