import type { Variant } from '@orderhouse/contracts';
import { titleOf } from '../../lib/variants.ts';

type Optional = Pick<Variant, 'sku' | 'title' | 'options' | 'stock'>;

/** A value of an option, as it can be chosen beside what is chosen of the others. */
export interface Choice {
  value: string;
  label: string;
  isChosen: boolean;
  /** `elsewhere`: only with other values of the other options. */
  state: 'available' | 'sold_out' | 'elsewhere';
}

export interface Option {
  name: string;
  choices: Choice[];
}

/** The name of the one option of variants that are told apart by their titles. */
const byTitle = '';

/** Whether the options tell every variant from the others. */
function isToldByOptions(variants: readonly Optional[]): boolean {
  const told = new Set(variants.map(({ options }) => JSON.stringify(Object.entries(options).sort())));
  return told.size === variants.length && variants.some(({ options }) => Object.keys(options).length > 0);
}

function valuesOf(variant: Optional, isByOptions: boolean): Record<string, string> {
  return isByOptions ? variant.options : { [byTitle]: variant.sku };
}

/** @returns the variant that the address names, else the first that can be bought, else the first. */
export function variantOf<V extends Optional>(variants: readonly V[], sku: string | undefined): V | undefined {
  return variants.find((variant) => variant.sku === sku) ?? variants.find(({ stock }) => stock > 0) ?? variants[0];
}

/** @returns what there is to choose, with the state of each value beside the variant that is looked at. */
export function optionsOf(variants: readonly Optional[], current: Optional): Option[] {
  if (variants.length < 2) return [];
  const isByOptions = isToldByOptions(variants);
  const now = valuesOf(current, isByOptions);
  const names = [...new Set(variants.flatMap((variant) => Object.keys(valuesOf(variant, isByOptions))))];
  return names.map((name) => {
    const values = [...new Set(variants.flatMap((variant) => valuesOf(variant, isByOptions)[name] ?? []))];
    const choices = values.map((value): Choice => {
      const wanted = { ...now, [name]: value };
      const fits = variants.find((variant) => {
        const has = valuesOf(variant, isByOptions);
        return names.every((one) => has[one] === wanted[one]);
      });
      const state = fits === undefined ? 'elsewhere' : fits.stock > 0 ? 'available' : 'sold_out';
      const named = isByOptions ? undefined : variants.find(({ sku }) => sku === value);
      return { value, label: named ? titleOf(named) || named.sku : value, isChosen: now[name] === value, state };
    });
    return { name, choices };
  });
}

/**
 * @returns the variant that has the value now chosen and of the other options as much as there is: where no variant has
 * all of it, the others give way
 */
export function chosenVariant<V extends Optional>(variants: readonly V[], current: V, name: string, value: string): V {
  const isByOptions = isToldByOptions(variants);
  const now = valuesOf(current, isByOptions);
  const likeness = (variant: V) =>
    Object.entries(valuesOf(variant, isByOptions)).filter(([one, has]) => one !== name && now[one] === has).length;
  const fitting = variants.filter((variant) => valuesOf(variant, isByOptions)[name] === value);
  return (
    fitting.reduce<V | undefined>(
      (best, variant) => (best === undefined || likeness(variant) > likeness(best) ? variant : best),
      undefined,
    ) ?? current
  );
}

/** @returns what gave way when one option was chosen: `Shown in white`; nothing when all else stayed. */
export function gaveWay(before: Optional, after: Optional, name: string): string | null {
  const changed = Object.entries(after.options).filter(([one, value]) => one !== name && before.options[one] !== value);
  if (changed.length === 0) return null;
  const chosen = after.options[name];
  return `There is ${chosen} in ${changed.map(([, value]) => value).join(', ')} only.`;
}
