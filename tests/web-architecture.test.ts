import { describe, expect, test } from 'vitest';
import { importedBy, sourcesIn, withoutText } from './support/sources.ts';

const web = sourcesIn('web/src');

/** What a file of the web app may import of it: its own feature, and what lies below. */
const below: Readonly<Record<string, readonly string[]>> = {
  lib: ['lib'],
  ui: ['ui', 'lib'],
  features: ['ui', 'lib'],
};

/** @returns the layer of a file of the web app, and its feature where it belongs to one. */
function placeOf(path: string): { layer: string; feature: string } {
  const [, , layer = '', feature = ''] = path.split('/');
  return { layer, feature: layer === 'features' ? feature : '' };
}

const textOf = (path: string) => web.find((source) => source.path === path)?.text ?? '';

describe('the web app', () => {
  const steps = web.flatMap((from) => importedBy(from).map((to) => ({ from: from.path, to })));

  test('imports one way: app, features, ui, lib; no feature another', () => {
    const against = steps.filter(({ from, to }) => {
      const [here, there] = [placeOf(from), placeOf(to)];
      if (here.layer === 'features' && there.layer === 'features') return here.feature !== there.feature;
      return below[here.layer]?.includes(there.layer) === false;
    });
    expect(steps.length).toBeGreaterThan(50);
    expect(against).toEqual([]);
  });

  test('reaches for nothing beside itself', () => {
    expect(steps.filter(({ to }) => !to.startsWith('web/src/'))).toEqual([]);
  });

  test('every group of queries is made stale by events, or says here why none does', () => {
    const untold: Readonly<Record<string, string>> = {
      health: 'asked again by itself',
      jobs: 'no event tells of a job that fails: asked again by itself',
      log: 'read on where one stands in it, not anew',
      mailbox: 'no event tells of a mail: asked again by itself',
      names: 'says nothing of a state',
    };
    const [, told = ''] = /const staleBy[^{]*\{([\s\S]*?)\n\};/.exec(textOf('web/src/lib/live.ts')) ?? [];
    const stale = [...told.matchAll(/'([\w-]+)'/g)].map((match) => match[1] ?? '');
    const asked = web.flatMap(({ text }) =>
      [...text.matchAll(/queryKey: \['([\w-]+)'/g)].map((match) => match[1] ?? ''),
    );
    expect([...new Set([...stale, ...Object.keys(untold)])].sort()).toEqual([...new Set(asked)].sort());
    expect(stale.filter((group) => group in untold)).toEqual([]);
  });

  test('speaks to the API by the SDK alone', () => {
    const sends = /(?<![.\w])fetch\(|\bXMLHttpRequest\b|\bEventSource\b|\bWebSocket\b/;
    const senders = web.filter(({ text }) => sends.test(withoutText(text))).map(({ path }) => path);
    // What the SDK sends by: where it is to outlive the page, and where its body is so large that one waits for it.
    expect(senders).toEqual(['web/src/lib/session-fetch.ts', 'web/src/lib/upload.ts']);
  });
});
