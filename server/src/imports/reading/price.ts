export type DecimalMark = '.' | ',';

export type Price = { minor: number } | { fault: string };

const forms: Readonly<Record<DecimalMark, { plain: RegExp; grouped: RegExp; group: string }>> = {
  '.': { plain: /^(\d{1,12})(?:\.(\d{1,12}))?$/, grouped: /(?!)/, group: ',' },
  ',': { plain: /^(\d{1,12})(?:,(\d{1,12}))?$/, grouped: /^(\d{1,3}(?:\.\d{3})+)(?:,(\d{1,12}))?$/, group: '.' },
};

/**
 * Reads an amount of money in major units, exactly: its digits are moved, no float is multiplied. Thousands are parted
 * only where `mark` is a comma and they cannot be taken for anything else. Nothing is rounded. Pure.
 *
 * @param digits of the currency, after the mark.
 */
export function readPrice(text: string, digits: number, mark: DecimalMark): Price {
  const { plain, grouped, group } = forms[mark];
  const match = plain.exec(text) ?? grouped.exec(text);
  if (!match) return { fault: reasonFor(text, mark) };
  const [, whole = '', fraction = ''] = match;
  if (fraction.length > digits) {
    return { fault: `“${text}” has ${fraction.length} decimals, the currency has ${digits}` };
  }
  return { minor: Number(whole.replaceAll(group, '') + fraction.padEnd(digits, '0')) };
}

function reasonFor(text: string, mark: DecimalMark): string {
  const other = mark === '.' ? ',' : '.';
  const told = `“${text.slice(0, 40)}” is no amount such as ${mark === '.' ? '1299.00' : '1299,00 or 1.299,00'}`;
  const { plain, grouped } = forms[other];
  const isOther = mark === '.' && (plain.test(text) || grouped.test(text));
  return isOther ? `${told}; if a comma is the decimal mark, say decimal=,` : told;
}
