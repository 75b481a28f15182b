import { configDefaults, defineConfig } from 'vitest/config';

/** Run where the programs are, that is, with a server of the system's (`.ci/on-postgres-15`). */
const withClientPrograms = 'test/client-programs/**';

export default defineConfig({
  // As Node resolves it: by its `module` field, tests would get a second copy beside everybody's.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      ...configDefaults.exclude,
      ...(process.env.TEST_DATABASE_URL ? [] : [withClientPrograms]),
    ],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    allowOnly: false,
  },
});
