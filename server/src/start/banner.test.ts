import { expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { banner } from './banner.ts';
import type { There } from './what-is-there.ts';

const address = 'http://127.0.0.1:3000';
const told = (env: Record<string, string>, there: There) => banner(readConfig(env), address, there);

const demo = { stores: 1, hasWebApp: true, demo: { password: 'Known-to-all-1', emails: ['admin@demo.test'] } };

test('ends with the line that scripts wait for', () => {
  expect(told({}, demo)).toMatch(/\nOrderhouse is ready at http:\/\/127.0.0.1:3000\n$/);
});

test('warns of the demo accounts where others may sign in with them', () => {
  expect(told({}, demo)).not.toContain('Everybody knows');
  expect(told({ HOST: '0.0.0.0', SEED: 'demo' }, demo)).toContain('Everybody knows');
  expect(told({ PUBLIC_URL: 'https://shop.example', SEED: 'demo' }, demo)).toContain('Everybody knows');
});

test('says how to get a store, and of a demo where it did not come by itself and may be asked for', () => {
  const nothing = { stores: 0, hasWebApp: true, demo: null };
  const hint = 'or start with SEED=demo';
  expect(told({ SEED: 'none' }, nothing)).toContain('store create');
  expect(told({ SEED: 'none' }, nothing)).not.toContain(hint);
  expect(told({ HOST: '0.0.0.0' }, nothing)).toContain(hint);
  expect(told({ HOST: '0.0.0.0', NODE_ENV: 'production' }, nothing)).not.toContain(hint);
});

test('says where the web app is, or that none was built', () => {
  expect(told({}, demo)).toContain('Web app        http://127.0.0.1:3000/\n');
  expect(told({}, { ...demo, hasWebApp: false })).toContain('Web app        not built');
});
