import { createApp } from '#app';
import { describeMistakes, readConfig } from '#config';
import { createLog } from '#std/log';
import { runService } from '#std/run-service';

/** `npm run serve`: the production gateway, from the environment alone. */
const reading = readConfig();
if (reading.kind === 'mistakes') {
  process.stderr.write(`The gateway does not start:\n${describeMistakes(reading.mistakes)}\n`);
  process.exit(1);
}
const log = createLog(reading.config.logLevel);
await runService(await createApp({ config: reading.config, log }), log);
