import type { Range } from './people.ts';

/** The tree of the demo, each behind its parent, as paths of slugs. */
export const demoCategories: readonly (readonly [string, string])[] = [
  ['home', 'Home'],
  ['home/lighting', 'Lighting'],
  ['home/frames-and-clocks', 'Frames and clocks'],
  ['home/decoration', 'Decoration'],
  ['kitchen', 'Kitchen'],
  ['kitchen/baking', 'Baking'],
  ['kitchen/tea-and-coffee', 'Tea and coffee'],
  ['kitchen/storage-and-table', 'Storage and table'],
  ['party', 'Party'],
  ['party/cards-and-wrap', 'Cards and wrap'],
  ['party/decorations', 'Party decorations'],
  ['bags', 'Bags and lunch boxes'],
];

const bags: readonly [RegExp, string] = [/bag|shopper|lunch/i, 'bags'];
/** The first whose words a name has. */
const shelves: Readonly<Record<Range, readonly (readonly [RegExp, string])[]>> = {
  home: [
    bags,
    [/light|lantern|candle|lamp/i, 'home/lighting'],
    [/frame|clock|sign|mirror/i, 'home/frames-and-clocks'],
    [/(?:)/, 'home/decoration'],
  ],
  kitchen: [
    bags,
    [/cake|bak(?:e|ing)\b|jam/i, 'kitchen/baking'],
    [/tea|cup|mug|coffee/i, 'kitchen/tea-and-coffee'],
    [/(?:)/, 'kitchen/storage-and-table'],
  ],
  party: [bags, [/card|wrap|ribbon|paper|tissue/i, 'party/cards-and-wrap'], [/(?:)/, 'party/decorations']],
};

/** The paths of the categories that a product of the demo stands in. Pure. */
export function shelvesOf({ name, range }: { name: string; range: Range }): string[] {
  const shelf = shelves[range].find(([words]) => words.test(name))?.[1];
  return shelf ? [shelf] : [];
}
