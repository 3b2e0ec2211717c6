const letters = 'abcdefghijklmnopqrstuvwxyz';

/** @returns everything that is one slip of a finger away: a letter left out, doubled, swapped with the next, or another. */
export function slipsOf(word: string): string[] {
  const alphabet = [...new Set([...letters, ...word])];
  const found = new Set<string>();
  const chars = [...word];
  for (let at = 0; at <= chars.length; at += 1) {
    const before = chars.slice(0, at).join('');
    const [next = '', afterNext = ''] = chars.slice(at);
    const rest = chars.slice(at + 1).join('');
    for (const letter of alphabet) {
      found.add(before + letter + next + rest);
      if (next !== '') found.add(before + letter + rest);
    }
    if (next !== '') found.add(before + rest);
    if (afterNext !== '') found.add(before + afterNext + next + chars.slice(at + 2).join(''));
  }
  found.delete(word);
  found.delete('');
  return [...found];
}

/** @returns in how many slips one word becomes the other: Damerau's distance, no letter moved twice. */
export function slipsBetween(from: string, to: string): number {
  const [a, b] = [[...from], [...to]];
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const ways = [
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + same,
        ...(a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1] && column > 1 && row > 1
          ? [(beforeLast[column - 2] ?? 0) + 1]
          : []),
      ];
      current.push(Math.min(...ways));
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

export interface Candidate {
  word: string;
  products: number;
  /** It begins with what is one slip away, and is not typed to its end. */
  is_beginning?: boolean;
}

/** How many slips are forgiven: in a short word two make another. */
const forgivenIn = (word: string) => (word.length >= 6 ? 2 : 1);

// Of a longer one, everything that is a slip away is more than anybody should have looked up by typing it.
const mistyped_letters_max = 40;

/** @returns whether a word can have been mistyped at all: two letters may mean anything, and a number means itself. */
export function canBeMistyped(word: string): boolean {
  return word.length >= 3 && word.length <= mistyped_letters_max && !/\d/.test(word);
}

/** The word that was meant: fewest slips, then the same first letter, then the most products. Pure. */
export function meantBy(word: string, candidates: readonly Candidate[]): string | null {
  const ranked = candidates
    .map((candidate) => ({
      ...candidate,
      slips: candidate.is_beginning ? 1 : slipsBetween(word, candidate.word),
      otherStart: candidate.word[0] === word[0] ? 0 : 1,
      unfinished: candidate.is_beginning ? 1 : 0,
    }))
    .filter(({ slips }) => slips <= forgivenIn(word))
    .sort(
      (a, b) =>
        a.unfinished - b.unfinished ||
        a.slips - b.slips ||
        a.otherStart - b.otherStart ||
        b.products - a.products ||
        (a.word < b.word ? -1 : 1),
    );
  return ranked[0]?.word ?? null;
}
