/** An API node of the product in a process of its own, with all that is on in production. */
import { createApp } from '#app';
import { readConfig } from '#config';
import { createLog } from '#std/log';
import { answerCommands } from './server-process.ts';

const [, , databaseUrl = '', poolMax = ''] = process.argv;
const reading = readConfig(
  {
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_MAX: poolMax,
    ENCRYPTION_KEYS: `bench:${Buffer.alloc(32, 1).toString('base64')}`,
    ROLE: 'api',
    HOST: '127.0.0.1',
    PORT: '0',
    // The limits count every request; here they stop none.
    REQUESTS_PER_MINUTE_PER_KEY: '10000000',
    REQUESTS_PER_MINUTE_PER_TEAM: '100000000',
    LOG_LEVEL: 'info',
  },
  [],
);
if (reading.kind === 'mistakes') throw new Error(JSON.stringify(reading.mistakes));
const app = createApp({ config: reading.config, log: createLog('warn') });
await app.start();
answerCommands(app.port());
