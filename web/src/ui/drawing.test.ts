import { expect, test } from 'vitest';
import { drawingOf } from './drawing.ts';

test('a product is always drawn alike, and others otherwise', () => {
  expect(drawingOf('White metal lantern', 'a')).toEqual(drawingOf('White metal lantern', 'a'));
  expect(drawingOf('White metal lantern', 'a').shapes).not.toEqual(drawingOf('Alarm clock', 'a').shapes);
  const names = Array.from({ length: 60 }, (_, serial) => `Thing ${serial}`);
  expect(new Set(names.map((name) => JSON.stringify(drawingOf(name, 'a').shapes))).size).toBeGreaterThan(6);
});

test('any name has a drawing', () => {
  for (const name of ['', ' ', '灯籠', '🏮', 'x'.repeat(300)]) {
    const { hue, shapes } = drawingOf(name, '');
    expect(hue).toBeGreaterThanOrEqual(0);
    expect(hue).toBeLessThan(360);
    expect(shapes.length).toBeGreaterThan(1);
  }
});
