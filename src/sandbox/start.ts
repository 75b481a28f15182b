import { join } from 'node:path';
import { describeMistakes, readSandboxConfig } from '#config';
import { createLog } from '#std/log';
import { runService } from '#std/run-service';
import { bannerOf } from './banner.ts';
import { createSandbox } from './sandbox.ts';

/**
 * `npm start`: the sandbox, in `.data/` of the folder that it is started in. The settings of
 * production count too: DATABASE_URL gives it another database than its own.
 */
const dataDirectory = join(process.cwd(), '.data');
const log = createLog('warn');
const reading = readSandboxConfig();
if (reading.kind === 'mistakes') {
  process.stderr.write(`${describeMistakes(reading.mistakes)}\n`);
  process.exit(1);
}
const sandbox = createSandbox({ dataDirectory, log, settings: reading });
process.stdout.write(
  "Starting Postgres, Dexcom's simulator and the gateway; the first time up to a minute.\n",
);
await runService(sandbox, log);
process.stdout.write(bannerOf(sandbox.facts(), '.data/', sandbox.movedFrom()));
