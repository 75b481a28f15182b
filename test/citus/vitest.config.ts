import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

const { projects: _, ...test } = base.test ?? {};

/**
 * On a cluster that is there, whose coordinator CITUS_URL names: what is asked of a cluster alone, and
 * tests of the product that hold on one Postgres and must hold there too.
 */
export default defineConfig({
  ...base,
  test: {
    ...test,
    include: [
      'test/citus/*.citus.ts',
      'test/glucose/{find-samples,ingest-samples,keep-history,one-reading}.test.ts',
      'test/exports/export-user.test.ts',
      'test/journeys/{erasure,repair-samples,reseal,two-devices}.test.ts',
    ],
    globalSetup: ['test/citus/cluster-setup.ts'],
    isolate: false,
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
