export interface ReturnSearch {
  /** Where to go on after signing in. */
  return_to?: string;
}

const here = 'http://here.invalid';

/** An address of this app, as a browser reads it; one of another site is nowhere to be sent to. */
function isOurs(address: unknown): address is string {
  if (typeof address !== 'string' || !address.startsWith('/')) return false;
  return URL.parse(address, here)?.origin === here;
}

export function returnSearch({ return_to }: Record<string, unknown>): ReturnSearch {
  return isOurs(return_to) ? { return_to } : {};
}
