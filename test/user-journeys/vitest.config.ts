import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

const { projects: _, ...test } = base.test ?? {};

/** What users build, from an empty folder and with packages of npm: it needs a network. */
export default defineConfig({
  ...base,
  test: {
    ...test,
    include: ['test/user-journeys/*.journey.ts'],
    globalSetup: ['test/support/global-setup.ts', 'test/pages/web-build.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
