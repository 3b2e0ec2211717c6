import { type ErrorCode, OrderhouseError, problems } from '@orderhouse/contracts';

/** Where the reader of a page is helped more by other words than by those for the caller of an API. */
const words: Partial<Record<ErrorCode, string>> = {
  unreachable: 'We cannot reach the shop right now. Nothing is lost; try again in a moment.',
  unreadable: 'The shop gave an answer that we could not read. Try again in a moment.',
  unauthenticated: 'Please sign in first.',
  invalid_token: 'Your session has ended. Please sign in again.',
  invalid_credentials: 'That name and password do not fit together.',
  forbidden: 'Your account may not do this.',
  invalid_link: 'This link has run out, or was used already.',
  registration_closed: 'This shop takes no new accounts here.',
  not_found: 'This is not here any more, or never was.',
  email_taken: 'There is an account with this e-mail address already. Sign in, or use another one.',
  username_taken: 'Somebody else has this username. Try another one.',
  insufficient_stock: 'There is not enough of something in your cart.',
  slug_taken: 'Another category in the same place has this address already.',
  unknown_sku: 'Something in your cart is no longer sold.',
  order_not_editable: 'This order is on its way already and can no longer be changed.',
  order_transition_not_allowed: 'The order has moved on since this page was loaded.',
  cancel_window_closed: 'The time to cancel this order is over. Ask the shop for help.',
  payment_already_settled: 'This payment was settled already.',
  precondition_failed: 'Somebody changed this while you were at it. Look at it again, then save once more.',
  stock_changed: 'The stock has changed since you looked.',
  validation_failed: 'Something is not filled in as it must be.',
  payload_too_large: 'That is too large to be sent.',
  rate_limited: 'That was too much at once. Wait a moment, then try again.',
  overloaded: 'The shop is very busy. Try again in a moment.',
  unavailable: 'The shop cannot answer right now. Try again in a moment.',
  internal_error: 'Something went wrong on our side. Try again; if it stays, tell the shop.',
};

function titleOf(code: ErrorCode): string {
  return words[code] ?? (code in problems ? `${problems[code as keyof typeof problems].title}.` : 'That did not work.');
}

/** Codes whose `detail` says what the reader needs, rather than what a programmer does. */
const isTold: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'weak_password',
  'invalid_picture',
  'too_many_pictures',
  'category_not_empty',
  'last_variant',
  'last_admin',
  'stock_changed',
  'import_transition_not_allowed',
  'payment_provider_not_allowed',
]);

/** @returns why something did not work, in the reader's words. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof OrderhouseError)) return 'That did not work. Try again.';
  const title = titleOf(error.code);
  const detail = error.problem?.detail;
  if (error.code === 'rate_limited' && error.retryAfter !== null) {
    return `That was too much at once. Try again in ${Math.ceil(error.retryAfter)} seconds.`;
  }
  return detail !== undefined && isTold.has(error.code) ? `${title} ${detail}` : title;
}

/** @returns a number by which the shop finds the failure in its log, where there is one. */
export function referenceOf(error: unknown): string | null {
  return error instanceof OrderhouseError ? (error.problem?.request_id ?? null) : null;
}

export function isCode(error: unknown, code: ErrorCode): error is OrderhouseError {
  return error instanceof OrderhouseError && error.code === code;
}
