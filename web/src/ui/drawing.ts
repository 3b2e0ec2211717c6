/** A 32-bit hash: FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

interface Shape {
  d: string;
  /** From 1, hardly darker than the ground, to 3. */
  tint: 1 | 2 | 3;
}

export interface Drawing {
  /** Degrees; products of a category share it. */
  hue: number;
  /** Paths in a field of 80 by 100, from the back to the front. */
  shapes: readonly Shape[];
}

const shape = (tint: Shape['tint'], d: string): Shape => ({ tint, d });

/** Things of a shelf, standing on a line at 78; and the words in a name that call for one. */
const things: readonly { called: RegExp; shapes: readonly Shape[] }[] = [
  {
    called: /\b(?:lantern|lamp|light|candle)/i,
    shapes: [
      shape(1, 'M31 34q9 -16 18 0z'),
      shape(2, 'M26 34h28l3 44h-34z'),
      shape(1, 'M32 42h16l2 30h-20z'),
      shape(3, 'M40 52q6 8 0 14q-6 -6 0 -14z'),
    ],
  },
  {
    called: /\b(?:clock|watch)/i,
    shapes: [
      shape(1, 'M24 38a7 7 0 0 1 12 -7zM56 38a7 7 0 0 0 -12 -7z'),
      shape(2, 'M40 34a22 22 0 1 1 -0.1 0z'),
      shape(1, 'M40 40a16 16 0 1 1 -0.1 0z'),
      shape(3, 'M39 44h2v13h8v2h-10z'),
    ],
  },
  {
    called: /\b(?:heart)/i,
    shapes: [
      shape(2, 'M40 78C10 58 16 34 29 34C36 34 40 41 40 41C40 41 44 34 51 34C64 34 70 58 40 78z'),
      shape(1, 'M29 40q-7 2 -6 12q-4 -12 6 -12z'),
    ],
  },
  {
    called: /\b(?:bag|basket|lunch|shopper)/i,
    shapes: [
      shape(1, 'M29 46v-6a11 11 0 0 1 22 0v6h-4v-6a7 7 0 0 0 -14 0v6z'),
      shape(2, 'M20 44h40l-4 34h-32z'),
      shape(3, 'M20 44h40l-0.7 6h-38.6z'),
    ],
  },
  {
    called: /\b(?:bunting|flag|garland|banner|party)/i,
    shapes: [
      shape(1, 'M4 30q36 22 72 0l-0.6 -1.4q-35.4 21.4 -70.8 0z'),
      shape(2, 'M10 33l13 5.5l-8.5 14zM58 38.5l13 -5.5l-4.5 19.5z'),
      shape(3, 'M27 39.5l13 1.5l-6 15zM42 41l13 -1.5l-7 16.5z'),
    ],
  },
  {
    called: /\b(?:mug|cup|tea|coffee)/i,
    shapes: [
      shape(1, 'M54 46h6a9 9 0 0 1 0 20h-7v-5h6a4.5 4.5 0 0 0 0 -10h-5z'),
      shape(2, 'M22 40h34v26a12 12 0 0 1 -12 12h-10a12 12 0 0 1 -12 -12z'),
      shape(3, 'M22 40h34v5h-34z'),
    ],
  },
  {
    called: /\b(?:bottle|jar|jam|pot|vase|soap)/i,
    shapes: [
      shape(1, 'M31 28h18v8h-18z'),
      shape(2, 'M26 44q0 -8 8 -8h12q8 0 8 8v26q0 8 -8 8h-12q-8 0 -8 -8z'),
      shape(1, 'M26 50h28v14h-28z'),
    ],
  },
  {
    called: /\b(?:box|tin|case|set of|block|storage)/i,
    shapes: [
      shape(1, 'M16 48l24 -11l24 11l-24 11z'),
      shape(2, 'M16 48l24 11v26l-24 -11z'),
      shape(3, 'M64 48l-24 11v26l24 -11z'),
    ],
  },
  {
    called: /\b(?:bowl|plate|dish|cake|baking|kitchen|measuring)/i,
    shapes: [shape(1, 'M33 72h14v6h-14z'), shape(2, 'M14 46h52a26 26 0 0 1 -52 0z'), shape(3, 'M14 46h52v4h-51.7z')],
  },
  {
    called: /\b(?:sign|frame|picture|card|paper|napkin|book)/i,
    shapes: [shape(2, 'M22 34h36v44h-36z'), shape(1, 'M27 39h26v34h-26z'), shape(3, 'M32 66l7 -12l5 7l3 -4l5 9z')],
  },
  {
    called: /\b(?:plant|garden|flower|rose|leaf|wicker|tree)/i,
    shapes: [
      shape(1, 'M40 60C20 56 20 38 24 32C34 38 40 48 40 60z'),
      shape(2, 'M40 62C60 58 62 36 56 28C46 36 40 48 40 62z'),
      shape(3, 'M29 60h22l-3 18h-16z'),
    ],
  },
  {
    called: /\b(?:cushion|pillow|blanket|towel|apron|doormat)/i,
    shapes: [
      shape(2, 'M16 40q24 6 48 0q-6 19 0 38q-24 -6 -48 0q6 -19 0 -38z'),
      shape(1, 'M24 47q16 4 32 0q-4 12 0 24q-16 -4 -32 0q4 -12 0 -24z'),
    ],
  },
];

const shelf = shape(1, 'M0 78h80v22h-80z');

/** @returns a drawing that is always the same for a name and a category: what the name speaks of, else anything. */
export function drawingOf(name: string, categoryId: string): Drawing {
  const called = things.find((thing) => thing.called.test(name));
  const thing = called ?? things[hashOf(name) % things.length];
  // Two of a kind beside each other differ a little in colour.
  const hue = (hashOf(categoryId) + (hashOf(name) % 5) * 9) % 360;
  return { hue, shapes: [shelf, ...(thing?.shapes ?? [])] };
}
