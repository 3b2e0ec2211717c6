import { limits } from '@orderhouse/contracts';
import { DomainError } from '../../platform/domain-error.ts';

/** A category as far as its place in the tree goes. */
export interface Node {
  id: string;
  /** `null` at the top. */
  parent_id: string | null;
  slug: string;
  /** Among its siblings, from 0. */
  position: number;
}

export interface Placed {
  /** Slugs from the top, joined by `/`. */
  path: string;
  /** 0 at the top. */
  depth: number;
}

export interface Place {
  id: string;
  parent_id: string | null;
  position: number;
}

/** The children of a category, or of the top, in their order. */
export function childrenOf<N extends Node>(nodes: readonly N[], parentId: string | null): N[] {
  return nodes.filter(({ parent_id }) => parent_id === parentId).sort((a, b) => a.position - b.position);
}

/** Every category behind its parent, siblings in their order, each with its path and its depth. */
export function inTreeOrder<N extends Node>(nodes: readonly N[]): (N & Placed)[] {
  const children = Map.groupBy(nodes, ({ parent_id }) => parent_id);
  const walk = (parentId: string | null, above: string, depth: number): (N & Placed)[] =>
    [...(children.get(parentId) ?? [])]
      .sort((a, b) => a.position - b.position)
      .flatMap((node) => {
        const path = `${above}${node.slug}`;
        return [{ ...node, path, depth }, ...walk(node.id, `${path}/`, depth + 1)];
      });
  return walk(null, '', 0);
}

/** A category and all that is below it. */
export function branchOf<N extends Node>(nodes: readonly N[], id: string): N[] {
  const children = Map.groupBy(nodes, ({ parent_id }) => parent_id);
  const walk = (node: N): N[] => [node, ...(children.get(node.id) ?? []).flatMap(walk)];
  return nodes.filter((node) => node.id === id).flatMap(walk);
}

/** From a category to the top, itself first; none of `null`. */
export function lineOf<N extends Node>(nodes: readonly N[], id: string | null): N[] {
  const node = nodes.find((one) => one.id === id);
  return node ? [node, ...lineOf(nodes, node.parent_id)] : [];
}

function slugTaken(slug: string, pointer: string): DomainError {
  const detail = `${slug} is the slug of another category in the same place`;
  return new DomainError('slug_taken', { errors: [{ pointer, code: 'slug_taken', detail, slug }] });
}

/** @throws DomainError `slug_taken` when a sibling, but for those that leave, has one of the slugs. */
export function expectFreeSlugs(
  nodes: readonly Node[],
  parentId: string | null,
  slugs: readonly string[],
  leaving: readonly string[],
  pointer: string,
): void {
  const siblings = childrenOf(nodes, parentId).filter(({ id }) => !leaving.includes(id));
  const taken = slugs.find((slug) => siblings.some((sibling) => sibling.slug === slug));
  if (taken !== undefined) throw slugTaken(taken, pointer);
}

function misplaced(code: string, detail: string): DomainError {
  return new DomainError('validation_failed', { errors: [{ pointer: '/parent_id', code, detail }] });
}

/**
 * Whether a branch may hang below a category; `id` is `null` of a new one.
 *
 * @throws DomainError `category_not_found`, and `validation_failed` for a branch in itself or a tree too deep
 */
export function expectPlace(nodes: readonly Node[], id: string | null, parentId: string | null): void {
  const line = lineOf(nodes, parentId);
  if (parentId !== null && line.length === 0) {
    const detail = 'is no category of this store';
    throw new DomainError('category_not_found', {
      errors: [{ pointer: '/parent_id', code: 'category_not_found', detail }],
    });
  }
  if (line.some((node) => node.id === id)) throw misplaced('cycle', 'is the category itself or below it');
  const branch = id === null ? [] : branchOf(nodes, id);
  const heights = branch.map((node) => lineOf(branch, node.id).length);
  const levels = line.length + Math.max(1, ...heights);
  if (levels <= limits.category_depth_max) return;
  throw misplaced('depth', `the tree would have ${levels} levels, of at most ${limits.category_depth_max}`);
}

/**
 * The places of all whose place another's move, coming (not yet among `nodes`) or going changes, and its own.
 *
 * @param parentId where it stands from now on; `undefined`: nowhere.
 * @param position among its new siblings; `undefined`: the last.
 */
export function rearranged(
  nodes: readonly Node[],
  id: string,
  to: { parentId: string | null; position: number | undefined } | undefined,
): Place[] {
  const before = nodes.find((node) => node.id === id);
  const others = nodes.filter((node) => node.id !== id);
  const left = before && before.parent_id !== to?.parentId ? childrenOf(others, before.parent_id) : [];
  const joined = to ? childrenOf(others, to.parentId).map((node) => node.id) : [];
  if (to) joined.splice(to.position ?? joined.length, 0, id);
  const places = [
    ...left.map((node, position) => ({ id: node.id, parent_id: node.parent_id, position })),
    ...joined.map((one, position) => ({ id: one, parent_id: to?.parentId ?? null, position })),
  ];
  return places.filter((place) => isChanged(nodes, place));
}

/** The places of the children of a category that goes, in its place, and of its siblings behind it. */
export function movedUp(nodes: readonly Node[], id: string): Place[] {
  const parent = nodes.find((node) => node.id === id)?.parent_id ?? null;
  const order = childrenOf(nodes, parent).flatMap((node) => (node.id === id ? childrenOf(nodes, id) : [node]));
  const places = order.map((node, position) => ({ id: node.id, parent_id: parent, position }));
  return places.filter((place) => isChanged(nodes, place));
}

function isChanged(nodes: readonly Node[], place: Place): boolean {
  const before = nodes.find((node) => node.id === place.id);
  return before?.parent_id !== place.parent_id || before.position !== place.position;
}

/** What a name becomes in an address: `Café & Bar` is `cafe-bar`; empty where nothing of it can be written so. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-|-$/g, '');
}
