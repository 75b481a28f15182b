import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
import { namedFolders } from './test/support/named-folders.ts';
import { sortTests } from './test/support/quick-tests.ts';

const isNamed = (folder: string) => process.argv.some((argument) => argument.includes(folder));
const leftOut = namedFolders.filter(({ path }) => !isNamed(path)).map(({ path }) => `${path}/**`);

const { quick, whole } = sortTests();

/** Node reads the sources itself, as it does in production: Vite's copies of them run slower. */
const native = { viteModuleRunner: false, nodeLoader: false };

export default defineConfig({
  // As Node resolves it: by its `module` field, tests would get a second copy beside everybody's.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    exclude: [...configDefaults.exclude, ...leftOut],
    pool: 'forks',
    // One more than there are cores on a small machine: many tests wait for real time to pass.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: [...quick],
          setupFiles: ['test/support/quick-setup.ts'],
          // Loading what a file tests takes longer than testing it: the files of a worker share it.
          isolate: false,
          experimental: native,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: [...whole],
          globalSetup: ['test/support/global-setup.ts'],
          setupFiles: ['test/support/statement-forms-setup.ts'],
          // As above: each file would load the whole product again.
          isolate: false,
          experimental: native,
        },
      },
    ],
  },
});
