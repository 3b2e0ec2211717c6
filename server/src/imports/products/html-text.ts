// The names of ISO 8859-1 from U+00A0 on, and what else shops write (HTML, 13.5).
const latin1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';
const entities = new Map<string, string>([
  ...latin1.split(' ').map((name, index): [string, string] => [name, String.fromCodePoint(0xa0 + index)]),
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['ndash', '–'],
  ['mdash', '—'],
  ['lsquo', '‘'],
  ['rsquo', '’'],
  ['sbquo', '‚'],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ['bdquo', '„'],
  ['hellip', '…'],
  ['bull', '•'],
  ['trade', '™'],
  ['euro', '€'],
  ['prime', '′'],
  ['Prime', '″'],
  ['OElig', 'Œ'],
  ['oelig', 'œ'],
  ['Scaron', 'Š'],
  ['scaron', 'š'],
  ['zwnj', ''],
  ['zwj', '\u200d'],
]);

const unread = /<!--[\s\S]*?(?:-->|$)|<(script|style|template|head)\b[\s\S]*?(?:<\/\1\s*>|$)/gi;
const lineBreak = /<br\s*\/?>/gi;
const listItem = /<li\b[^<>]*>/gi;
const paragraph = /<\/?(?:p|div|ul|ol|h[1-6]|table|blockquote|section|article|header|footer|pre|hr)\b[^<>]*>/gi;
const line = /<\/?(?:tr|dt|dd|figcaption)\b[^<>]*>/gi;
const cell = /<\/t[dh]\s*>/gi;
const tag = /<\/?[a-z][^<>]*>/gi;
const entity = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z][a-z0-9]{1,31}));/gi;

function characterAt(code: number): string {
  const isOne = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isOne ? String.fromCodePoint(code) : '\ufffd';
}

/** What an entity stands for; one that is unknown stays as it is written. */
function decode(written: string, decimal?: string, hex?: string, name?: string): string {
  if (decimal) return characterAt(Number.parseInt(decimal, 10));
  if (hex) return characterAt(Number.parseInt(hex, 16));
  return entities.get(name ?? '') ?? written;
}

/**
 * The text of a piece of HTML: paragraphs parted by an empty line, items of lists by `•`, no tags, no scripts. It is for
 * reading, and is never put into a page as HTML. Pure.
 */
export function textOfHtml(html: string): string {
  return html
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(unread, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(listItem, '\n• ')
    .replaceAll(lineBreak, '\n')
    .replaceAll(paragraph, '\n\n')
    .replaceAll(line, '\n')
    .replaceAll(cell, ' ')
    .replaceAll(tag, '')
    .replaceAll(entity, decode)
    .replaceAll('\u00a0', ' ')
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
