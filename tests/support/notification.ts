import { newId } from '../../server/src/platform/ids.ts';
import type { TestHouse } from './house.ts';
import type { PersonName } from './people.ts';

/** Writes down that a customer was mailed of an order. @returns the id of the notification. */
export async function addNotification(
  { runtime, people }: TestHouse,
  orderId: string,
  customer: PersonName = 'customer',
): Promise<string> {
  const id = newId();
  const { storeId } = people[customer];
  const at = runtime.clock.now().toISOString();
  const row = {
    store_id: storeId,
    id,
    event_id: Number.parseInt(id.slice(-12), 16),
    kind: 'order_placed',
    recipient_id: people[customer].id,
    recipient_email: people[customer].email,
    subject_type: 'order',
    subject_id: orderId,
    message_id: `<${id}@shop.example>`,
    mail_subject: 'Your order',
    state: 'sent',
    attempts: 1,
    created_at: at,
    sent_at: at,
  };
  await runtime.database.transact({ storeId, actorId: null, role: 'house' }, (connection) =>
    connection.insertInto('notifications').values(row).execute(),
  );
  return id;
}
