import type { Variant } from '@orderhouse/contracts';

/** @returns what tells a variant from its siblings, its title or else its options; nothing where it has neither. */
export function titleOf({ title, options }: Pick<Variant, 'title' | 'options'>): string {
  return title || Object.values(options).join(', ');
}
