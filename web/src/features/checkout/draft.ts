import type { Address, PaymentProvider, Store, User } from '@orderhouse/contracts';

/** What stands in the fields. */
export interface CheckoutValues extends Record<string, unknown> {
  shipping_address: Required<Address>;
  phone: string;
  notes: string;
  provider: PaymentProvider;
  /** Whether the address becomes that of the profile. */
  remember: boolean;
}

const place = 'orderhouse.checkout.draft';

/** The country that a language is spoken in, as far as it says so: `en-GB` → `GB`. */
function regionOf(locale: string): string {
  return new Intl.Locale(locale).maximize().region ?? '';
}

/** @returns the fields as the profile fills them. */
export function valuesOf(user: User, store: Store): CheckoutValues {
  const blank = { name: user.full_name, line1: '', line2: '', city: '', region: '', postal_code: '' };
  return {
    shipping_address: { ...blank, country: regionOf(store.locale), ...user.address },
    phone: user.phone ?? '',
    notes: '',
    provider: store.payment_providers[0] ?? 'manual',
    remember: user.address === null,
  };
}

/** @returns what this person had typed before the page was loaded anew, or left; null when nothing was. */
export function keptDraft(userId: string): CheckoutValues | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place) ?? 'null') as {
      userId: string;
      values: CheckoutValues;
    } | null;
    return kept?.userId === userId ? kept.values : null;
  } catch {
    return null;
  }
}

export function keepDraft(userId: string, values: CheckoutValues): void {
  try {
    sessionStorage.setItem(place, JSON.stringify({ userId, values }));
  } catch {
    // Storage is full or refused: it lives as long as the page.
  }
}

export function dropDraft(): void {
  sessionStorage.removeItem(place);
}
