import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'data/**'],
    globalSetup: 'tests/support/start-postgres.ts',
    // Each file lives in a database of its own, so that files run side by side.
    fileParallelism: true,
    // Half of what runs is PostgreSQL's: a core would wait, if one were left free.
    maxWorkers: '100%',
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
