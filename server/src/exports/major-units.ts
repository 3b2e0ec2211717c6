/** An amount in major units, with exactly the currency's decimals: 339 and 2 is `3.39`. Digits are moved, no float. Pure. */
export function majorUnits(minor: number, digits: number): string {
  if (digits === 0) return String(minor);
  const text = String(minor).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
