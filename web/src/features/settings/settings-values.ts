import type { BodyOf, Store, store } from '@orderhouse/contracts';

type Change = BodyOf<typeof store.update>;

/** The settings as the fields of the form hold them. A number that was taken out of its field is `''`. */
export interface SettingsValues extends Record<string, unknown> {
  name: string;
  time_zone: string;
  locale: string;
  cancel_window_seconds: number | '';
  auto_process_after_seconds: number | '';
  low_stock_threshold: number | '';
  open_registration: boolean;
  password_length_min: number | '';
  password_needs_all_kinds: boolean;
  payment_providers: Store['payment_providers'];
}

export function valuesOf(settings: Store): SettingsValues {
  return {
    name: settings.name,
    time_zone: settings.time_zone,
    locale: settings.locale,
    cancel_window_seconds: settings.cancel_window_seconds,
    auto_process_after_seconds: settings.auto_process_after_seconds,
    low_stock_threshold: settings.low_stock_threshold,
    open_registration: settings.open_registration,
    password_length_min: settings.password_length_min,
    password_needs_all_kinds: settings.password_needs_all_kinds,
    payment_providers: settings.payment_providers,
  };
}

/** @returns what is asked of the API: an emptied number as what it is not, so that the schema says so at its field. */
export function changeOf(values: SettingsValues): Change {
  const entries = Object.entries(values).map(([name, value]) => [name, value === '' && name !== 'name' ? null : value]);
  return Object.fromEntries(entries) as Change;
}

export const fieldWords: Readonly<Record<string, string>> = {
  name: 'name',
  time_zone: 'time zone',
  locale: 'language',
  cancel_window_seconds: 'time to cancel',
  auto_process_after_seconds: 'time until processing',
  low_stock_threshold: 'when stock runs low',
  open_registration: 'who may open an account',
  password_length_min: 'length of passwords',
  password_needs_all_kinds: 'kinds of characters in passwords',
  payment_providers: 'ways to pay',
};

/** @returns the words with the one that is set, should it not be among them: nobody loses a setting by looking at it. */
export function withCurrent(words: readonly string[], current: string): string[] {
  return words.includes(current) || current === '' ? [...words] : [current, ...words];
}
