import { hash } from 'node:crypto';

const slots_at_first = 4_096;

/**
 * Remembers on which line each key was first seen, in 12 bytes a slot whatever the keys' length: a million keys take 25
 * MiB. Keys are told apart by 64 bits of their SHA-1.
 */
export class SeenKeys {
  #keys = new BigUint64Array(slots_at_first);
  #lines = new Uint32Array(slots_at_first);
  #used = 0;

  /** @returns the line on which the key was seen before, or null; then it has now been seen on this one. */
  see(key: string, line_number: number): number | null {
    if (this.#used * 2 >= this.#keys.length) this.#grow();
    const digest = hash('sha1', key, 'buffer').readBigUInt64LE(0) || 1n;
    const slot = this.#find(digest);
    if (this.#keys[slot] !== 0n) return this.#lines[slot] ?? null;
    this.#put(slot, digest, line_number);
    return null;
  }

  #find(digest: bigint): number {
    const mask = this.#keys.length - 1;
    let slot = Number(digest & 0xffff_ffffn) & mask;
    while (this.#keys[slot] !== 0n && this.#keys[slot] !== digest) slot = (slot + 1) & mask;
    return slot;
  }

  #put(slot: number, digest: bigint, line_number: number): void {
    this.#keys[slot] = digest;
    this.#lines[slot] = line_number;
    this.#used += 1;
  }

  #grow(): void {
    const [keys, lines] = [this.#keys, this.#lines];
    this.#keys = new BigUint64Array(keys.length * 2);
    this.#lines = new Uint32Array(keys.length * 2);
    this.#used = 0;
    for (const [index, digest] of keys.entries()) {
      if (digest !== 0n) this.#put(this.#find(digest), digest, lines[index] ?? 0);
    }
  }
}
