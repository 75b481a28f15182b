import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

const { projects: _, ...test } = base.test ?? {};

const globalSetup = ['test/support/global-setup.ts', 'test/pages/web-build.ts'];

/** What is run of the pages, by the endings of the files. */
const kinds = {
  /** With every change, in a minute. */
  gate: '.page.ts',
  /** All that a browser can tell: minutes. */
  browser: '.browser.ts',
  /** Pictures, to be looked at. */
  screenshots: '.shots.ts',
};

/** What people look at, in a real browser: it needs Chromium, which the other tests do not. */
export default defineConfig({
  ...base,
  test: {
    ...test,
    // People of the sandbox whose scenes wait for time to pass, not for each other.
    maxConcurrency: 10,
    projects: Object.entries(kinds).map(([name, ending]) => ({
      extends: true as const,
      test: { name, include: [`test/pages/**/*${ending}`], globalSetup },
    })),
  },
});
