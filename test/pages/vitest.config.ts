import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

const { projects: _, ...test } = base.test ?? {};

/** What people look at, in a real browser: it needs Chromium, which the other tests do not. */
export default defineConfig({
  ...base,
  test: {
    ...test,
    include: ['test/pages/**/*.page.ts'],
    globalSetup: ['test/support/global-setup.ts'],
  },
});
