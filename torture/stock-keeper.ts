import { setTimeout as delay } from 'node:timers/promises';
import { OrderhouseError } from '@orderhouse/contracts';
import type { Chance } from '../server/src/demo/chance.ts';
import { untilAnswered } from './client.ts';
import type { Ledger } from './ledger.ts';
import type { Shop } from './shop.ts';

const pause_ms = 25;
const units_in_max = 6;
const units_out_max = 2;
const takes_out_percent = 20;

/** Brings a few units of what is scarce, again and again, and sometimes takes some out, until the time is over. */
export async function keepStockUntil(
  until: number,
  scenario: string,
  { shop, ledger, chance }: { shop: Shop; ledger: Ledger; chance: Chance },
): Promise<void> {
  for (let count = 0; performance.now() < until; count += 1) {
    const { id } = chance.pick(shop.scarce);
    const takesOut = chance.percent(takes_out_percent);
    const body = takesOut
      ? { delta: -chance.between(1, units_out_max), reason: 'damaged' as const }
      : { delta: chance.between(1, units_in_max), reason: 'received' as const };
    const idempotencyKey = `${scenario}-stock-${count}`;
    try {
      ledger.adjust(
        await untilAnswered(ledger, () => shop.admin.variants.adjustStock({ params: { id }, body, idempotencyKey })),
      );
    } catch (error) {
      const isEmpty = takesOut && error instanceof OrderhouseError && error.code === 'insufficient_stock';
      if (!isEmpty) ledger.fault(`adjustment ${idempotencyKey}: ${String(error)}`);
    }
    await delay(pause_ms);
  }
}
