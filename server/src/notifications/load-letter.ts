import type { Order } from '@orderhouse/contracts';
import { issueResetToken, readUser } from '../accounts/index.ts';
import { readProductOfVariant } from '../catalogue/index.ts';
import { listPayments, readOrder } from '../orders/index.ts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import { readStore } from '../stores/index.ts';
import { readEndpoint } from '../webhooks/index.ts';
import {
  isTold,
  type Letter,
  letterAboutEndpoint,
  letterAboutOrder,
  letterAboutVariant,
  letterTo,
  letterWithReset,
  type Person,
  parcelsToTell,
  type Sender,
} from './letter.ts';
import type { MailJob } from './mail-job.ts';

export interface Addressed {
  store: Sender['store'];
  recipient: Person;
  letter: Letter;
}

/** With whose eyes it is loaded: that of its recipient. */
function roleOf(kind: MailJob['kind']): 'admin' | 'vendor' | 'customer' {
  if (kind === 'webhook_disabled') return 'admin';
  return kind === 'order_received' || kind === 'stock_low' || kind === 'stock_out' ? 'vendor' : 'customer';
}

async function failureOf(runtime: Runtime, caller: Caller, orderId: string): Promise<string | null> {
  const { data } = await listPayments(runtime, caller, orderId);
  return data.findLast(({ status }) => status === 'failed')?.failure ?? null;
}

/** Whom the order names, as it was placed; it is theirs although the account may have changed since. */
function customerOf({ customer: { full_name, email } }: Order): Person | null {
  return email === null ? null : { name: full_name ?? '', email };
}

/** The account that is asked for, if it may still sign in. */
async function accountOf(runtime: Runtime, caller: Caller): Promise<Person | null> {
  const { full_name, email, is_active } = await readUser(runtime, caller, caller.actorId ?? '');
  return is_active ? { name: full_name, email } : null;
}

/** To whoever forgot a password, while the link that is asked for would open anything. */
async function loadReset(runtime: Runtime, caller: Caller, job: MailJob, sender: Sender) {
  const recipient = await accountOf(runtime, caller);
  const reset = recipient && (await issueResetToken(runtime, job.store_id, job.recipient_id));
  return reset && { recipient, letter: letterWithReset(sender, recipient, reset) };
}

/** To whoever has another password now. */
async function loadChanged(runtime: Runtime, caller: Caller, _job: MailJob, sender: Sender) {
  const recipient = await accountOf(runtime, caller);
  return recipient && { recipient, letter: letterTo(sender, recipient) };
}

/** To somebody of the house: an admin, or a vendor of what it sells. */
async function loadForHouse(runtime: Runtime, caller: Caller, job: MailJob, sender: Sender) {
  const recipient = await accountOf(runtime, caller);
  if (recipient === null) return null;
  if (job.kind === 'webhook_disabled') {
    const endpoint = await readEndpoint({ runtime }, caller, job.subject_id);
    return addressedTo(recipient, letterAboutEndpoint(sender, recipient, endpoint));
  }
  const product = await readProductOfVariant(runtime, caller, job.subject_id);
  return addressedTo(recipient, letterAboutVariant(sender, recipient, product, job));
}

const addressedTo = (recipient: Person, letter: Letter | null) => letter && { recipient, letter };

async function loadAboutOrder(runtime: Runtime, caller: Caller, job: MailJob, sender: Sender) {
  const order = await readOrder(runtime, caller, job.subject_id);
  const recipient = caller.role === 'vendor' ? await accountOf(runtime, caller) : customerOf(order);
  const parcels = parcelsToTell(order, job.vendor_id);
  if (recipient === null || parcels === null || !isTold(job.kind, order)) return null;
  const failure = job.kind === 'payment_declined' ? await failureOf(runtime, caller, order.id) : null;
  return { recipient, letter: letterAboutOrder(sender, recipient, order, { parcels, failure }) };
}

function loaderOf({ kind, subject_type }: MailJob) {
  if (kind === 'password_reset') return loadReset;
  if (kind === 'password_changed') return loadChanged;
  return subject_type === 'order' ? loadAboutOrder : loadForHouse;
}

async function load(runtime: Runtime, job: MailJob, address: string): Promise<Addressed | null> {
  const caller = { storeId: job.store_id, actorId: job.recipient_id, role: roleOf(job.kind), sessionId: null };
  const store = await readStore(runtime, caller);
  const loaded = await loaderOf(job)(runtime, caller, job, { store, address });
  return loaded && { store, ...loaded };
}

/**
 * Loads what a mail tells, with the eyes of its recipient: a vendor is told of its own lines alone, by the policies.
 *
 * @param address where the store is reached.
 * @returns null when there is nothing to tell, or nobody to tell it to.
 */
export async function loadLetter(runtime: Runtime, job: MailJob, address: string): Promise<Addressed | null> {
  try {
    return await load(runtime, job, address);
  } catch (error) {
    // What was deleted meanwhile, or belongs to somebody else now.
    if (error instanceof DomainError && error.code === 'not_found') return null;
    throw error;
  }
}
