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
const { config, told: settings } = reading;
const app = createApp({ config, log: createLog(config.logLevel), settings });
await runService(app, app.log);
