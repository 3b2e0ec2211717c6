import type { House } from './house.ts';
import type { Ledger } from './ledger.ts';
import { readMailStore } from './mail-store.ts';
import type { Receiver } from './receiver.ts';
import { settle } from './settle.ts';
import { lossesOfMail, lossesOfWebhooks } from './untold.ts';

/**
 * Waits until nothing is left to do, and looks at what came of the orders: mail and webhooks.
 * @returns what is stuck, and what of the answers nobody was told of.
 */
export async function findUntold(house: House, ledger: Ledger, receiver: Receiver): Promise<string[]> {
  const began = performance.now();
  const stuck = await settle(house);
  ledger.tally.settled_ms = performance.now() - began;
  const mails = await readMailStore(house.mailFolder);
  const orders = [...ledger.orders.values()];
  ledger.tally.mails = new Set(mails.map(({ message_id }) => message_id)).size;
  ledger.tally.webhooks = receiver.arrived.size;
  for (const { times } of receiver.arrived.values()) ledger.tally.webhooksRepeated += times - 1;
  return [...stuck, ...lossesOfMail(orders, mails), ...lossesOfWebhooks(orders, receiver.arrived)];
}
