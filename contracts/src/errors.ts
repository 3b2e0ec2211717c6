/**
 * Every problem the API can answer with: its stable `code`, its HTTP status, and a title in the reader's words.
 * The server maps codes to statuses from this table, the OpenAPI document lists them, and the web app words them.
 */
export const problems = {
  malformed_request: { status: 400, title: 'The request body could not be read' },
  invalid_cursor: { status: 400, title: 'The cursor does not belong to this list' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  invalid_credentials: { status: 401, title: 'The name or the password is not right' },
  invalid_token: { status: 401, title: 'The token is expired, revoked or not ours' },
  forbidden: { status: 403, title: 'Your role does not allow this' },
  cross_site_request: { status: 403, title: 'A browser sent this request from another site' },
  invalid_link: { status: 403, title: 'The address has run out, or was changed on its way' },
  registration_closed: { status: 403, title: 'This store does not accept new registrations' },
  payment_provider_not_allowed: { status: 403, title: 'This store does not offer that way of paying' },
  not_found: { status: 404, title: 'There is nothing here' },
  store_not_found: { status: 404, title: 'There is no such store' },
  method_not_allowed: { status: 405, title: 'This address does not answer that method' },
  email_taken: { status: 409, title: 'Another account has this e-mail address' },
  username_taken: { status: 409, title: 'Another account has this username' },
  sku_taken: { status: 409, title: 'Another variant has this SKU' },
  slug_taken: { status: 409, title: 'Another category in the same place has this slug' },
  category_not_empty: { status: 409, title: 'There are products in it; say what becomes of them' },
  too_many_categories: { status: 409, title: 'The store has as many categories as it may' },
  last_variant: { status: 409, title: 'A product keeps at least one variant' },
  last_admin: { status: 409, title: 'A store keeps at least one active admin' },
  stock_changed: { status: 409, title: 'The stock is not what you expected' },
  insufficient_stock: { status: 409, title: 'There is not enough stock' },
  order_transition_not_allowed: { status: 409, title: 'The order cannot go to that state from where it is' },
  order_not_editable: { status: 409, title: 'The order can no longer be changed' },
  cancel_window_closed: { status: 409, title: 'The time to cancel this order is over' },
  payment_already_settled: { status: 409, title: 'The payment of this order is already settled' },
  too_many_pictures: { status: 409, title: 'The product has as many pictures as it may; remove one' },
  too_many_webhook_endpoints: { status: 409, title: 'The store has as many webhook endpoints as it may; delete one' },
  webhook_endpoint_disabled: { status: 409, title: 'The endpoint is disabled; enable it first' },
  import_transition_not_allowed: { status: 409, title: 'The import cannot do that in the state that it is in' },
  import_file_gone: { status: 409, title: 'The file of this import is kept no longer; bring it in again' },
  precondition_failed: { status: 412, title: 'Somebody changed this since you read it' },
  payload_too_large: { status: 413, title: 'The request body is too large' },
  unsupported_media_type: { status: 415, title: 'The body is of a type that is not taken here' },
  range_not_satisfiable: { status: 416, title: 'The file ends before that range' },
  validation_failed: { status: 422, title: 'The request does not fit the contract' },
  invalid_picture: { status: 422, title: 'The file is no picture that can be used' },
  weak_password: { status: 422, title: 'The password is too weak' },
  unknown_sku: { status: 422, title: 'A line names something this store does not sell' },
  customer_not_found: { status: 422, title: 'There is no such customer' },
  category_not_found: { status: 422, title: 'There is no such category' },
  vendor_not_found: { status: 422, title: 'There is no such vendor' },
  order_too_large: { status: 422, title: 'The order is too large' },
  idempotency_key_reused: { status: 422, title: 'The idempotency key was used for another request' },
  rate_limited: { status: 429, title: 'Too many requests' },
  too_many_streams: { status: 429, title: 'Too many live streams at once' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  overloaded: { status: 503, title: 'Too much to do at once, try again shortly' },
  unavailable: { status: 503, title: 'The service cannot answer right now, try again shortly' },
} as const satisfies Record<string, { status: number; title: string }>;

/** A stable, documented name of a problem. */
export type ProblemCode = keyof typeof problems;

/** Problems any route may answer with, so that no route has to name them. */
export const everywhere: readonly ProblemCode[] = [
  'validation_failed',
  'rate_limited',
  'internal_error',
  'unavailable',
];
