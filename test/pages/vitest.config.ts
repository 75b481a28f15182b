import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** What people look at, in a real browser: it needs Chromium, which the other tests do not. */
export default defineConfig({
  ...base,
  test: { ...base.test, include: ['test/pages/**/*.page.ts'] },
});
