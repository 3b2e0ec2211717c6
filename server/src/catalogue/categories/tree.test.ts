import { limits } from '@orderhouse/contracts';
import { describe, expect, test } from 'vitest';
import {
  branchOf,
  expectFreeSlugs,
  expectPlace,
  inTreeOrder,
  lineOf,
  movedUp,
  type Node,
  rearranged,
  slugOf,
} from './tree.ts';

const node = (id: string, parent_id: string | null, position: number, slug = id): Node => ({
  id,
  parent_id,
  slug,
  position,
});

//  a        b
//  ├ a0     └ b0
//  │ └ a00
//  └ a1
const nodes = [
  node('b0', 'b', 0),
  node('a1', 'a', 1),
  node('a00', 'a0', 0),
  node('b', null, 1),
  node('a0', 'a', 0),
  node('a', null, 0),
];
const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id);

describe('a tree', () => {
  test('is told from the top, each behind its parent, with path and depth', () => {
    const ordered = inTreeOrder(nodes);
    expect(ids(ordered)).toEqual(['a', 'a0', 'a00', 'a1', 'b', 'b0']);
    expect(ordered.map(({ path, depth }) => `${depth} ${path}`)).toEqual([
      '0 a',
      '1 a/a0',
      '2 a/a0/a00',
      '1 a/a1',
      '0 b',
      '1 b/b0',
    ]);
    expect(ids(branchOf(nodes, 'a'))).toEqual(expect.arrayContaining(['a', 'a0', 'a00', 'a1']));
    expect(ids(lineOf(nodes, 'a00'))).toEqual(['a00', 'a0', 'a']);
    expect(lineOf(nodes, null)).toEqual([]);
  });

  test('takes no branch into itself', () => {
    for (const parent of ['a', 'a0', 'a00']) {
      expect(() => expectPlace(nodes, 'a', parent)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
    }
    expect(() => expectPlace(nodes, 'a0', 'b0')).not.toThrow();
    expect(() => expectPlace(nodes, 'a0', null)).not.toThrow();
    expect(() => expectPlace(nodes, null, 'z')).toThrow(expect.objectContaining({ code: 'category_not_found' }));
  });

  test('is so deep and no deeper, with all that hangs below what moves', () => {
    const chain = Array.from({ length: limits.category_depth_max }, (_, level) =>
      node(`c${level}`, level === 0 ? null : `c${level - 1}`, 2),
    );
    const all = [...nodes, ...chain];
    expect(() => expectPlace(all, null, `c${limits.category_depth_max - 1}`)).toThrow('validation_failed');
    expect(() => expectPlace(all, null, `c${limits.category_depth_max - 2}`)).not.toThrow();
    expect(() => expectPlace(all, 'a', `c${limits.category_depth_max - 4}`)).not.toThrow();
    expect(() => expectPlace(all, 'a', `c${limits.category_depth_max - 3}`)).toThrow('validation_failed');
  });

  test('has each slug once in a place', () => {
    expect(() => expectFreeSlugs(nodes, 'a', ['a0'], [], '/slug')).toThrow('slug_taken');
    expect(() => expectFreeSlugs(nodes, 'a', ['a0'], ['a0'], '/slug')).not.toThrow();
    expect(() => expectFreeSlugs(nodes, 'b', ['a0'], [], '/slug')).not.toThrow();
  });
});

describe('an order', () => {
  const placed = (places: ReturnType<typeof rearranged>) =>
    places.map(({ id, parent_id, position }) => `${parent_id}/${id}@${position}`).sort();

  test('closes up where something leaves, and makes room where it comes', () => {
    expect(placed(rearranged(nodes, 'a0', { parentId: 'b', position: 0 }))).toEqual(['a/a1@0', 'b/a0@0', 'b/b0@1']);
    expect(placed(rearranged(nodes, 'a0', { parentId: 'a', position: 5 }))).toEqual(['a/a0@1', 'a/a1@0']);
    expect(placed(rearranged(nodes, 'a0', { parentId: 'a', position: 0 }))).toEqual([]);
    expect(placed(rearranged(nodes, 'new', { parentId: null, position: undefined }))).toEqual(['null/new@2']);
    expect(placed(rearranged(nodes, 'a', undefined))).toEqual(['null/b@0']);
  });

  test('has the children of one that goes in its place', () => {
    expect(placed(movedUp(nodes, 'a'))).toEqual(['null/a0@0', 'null/a1@1', 'null/b@2']);
    expect(placed(movedUp(nodes, 'b0'))).toEqual([]);
  });
});

test.each([
  ['Café & Bar', 'cafe-bar'],
  ['  Größe 42 ', 'gro-e-42'],
  ['Ünïted', 'united'],
  ['陶器', ''],
  ['x'.repeat(80), 'x'.repeat(60)],
  [`${'x'.repeat(59)} y`, 'x'.repeat(59)],
])('%s is %s in an address', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
