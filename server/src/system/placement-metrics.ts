import { Histogram, type Registry } from 'prom-client';
import type { BatchObserver } from '../orders/index.ts';

/** @returns what notes the size and the time of every batch of orders. */
export function placementMetrics(registry: Registry): BatchObserver {
  const sizes = new Histogram({
    name: 'orderhouse_placement_batch_orders',
    help: 'Orders in one batch',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
    registers: [registry],
  });
  const times = new Histogram({
    name: 'orderhouse_placement_batch_seconds',
    help: 'Time to place one batch, from lock to commit',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  return ({ orders, seconds }) => {
    sizes.observe(orders);
    times.observe(seconds);
  };
}
