import { ChildProcess } from 'node:child_process';

/** In a quick test nothing starts a process, not even by way of shipped code. */
Object.assign(ChildProcess.prototype, {
  spawn(options: { readonly file: string }) {
    throw new Error(
      `a quick test starts ${options.file}: what needs a process says so by importing ` +
        'node:child_process, startEmbeddedPostgres or createSandbox (test/support/quick-tests.ts)',
    );
  },
});
