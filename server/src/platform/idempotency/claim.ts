/** An `Idempotency-Key` of one caller, and a digest of what it was sent with. */
export interface Claim {
  key: string;
  fingerprint: string;
}
