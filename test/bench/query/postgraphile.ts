/**
 * PostGraphile 5 in production mode over the same table: prepared statements, a pool of the same
 * size, and the same look-up of the API key before it. Which team a user belongs to it does not ask.
 */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { openDatabase } from '#db';
import { systemClock } from '#std/clock';
import { createLog } from '#std/log';
import { createAuthenticator, createUserTokens } from '#teams';
import { roomyLine } from '#test/strangers';
import { answerCommands } from './server-process.ts';

const [, , connectionString = '', poolMax = ''] = process.argv;
const require = createRequire(new URL('../postgraphile/package.json', import.meta.url));
const { postgraphile } = require('postgraphile');
const { PostGraphileAmberPreset } = require('postgraphile/presets/amber');
const { makePgService } = require('postgraphile/adaptors/pg');
const { grafserv } = require('postgraphile/grafserv/node');

const log = createLog('warn');
const keys = openDatabase({ url: connectionString, poolMax: 2, applicationName: 'keys', log });
const credentials = createAuthenticator({
  strangers: roomyLine(),
  db: keys.db,
  clock: systemClock,
  userTokens: createUserTokens([{ id: 'bench', key: Buffer.alloc(32, 1) }], systemClock),
});

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      connectionString,
      schemas: ['bench_postgraphile'],
      poolConfig: { max: Number(poolMax) },
      pubsub: false,
    }),
  ],
  grafserv: { graphiql: false, watch: false, graphqlPath: '/graphql' },
  grafast: { explain: false },
});
const serv = instance.createServ(grafserv);
const handle = await new Promise<(request: unknown, response: unknown) => void>((resolve) => {
  // What Grafserv adds to a server of its own is called behind the check of the key.
  const inner = createServer();
  serv.addTo(inner).then(() => resolve((...args) => void inner.emit('request', ...args)));
});

const server = createServer(async (request, response) => {
  const check = await credentials.authenticate(
    `${request.headers['x-api-key'] ?? ''}`,
    '127.0.0.1',
  );
  if (check.kind !== 'authenticated') return void response.writeHead(401).end();
  handle(request, response);
});
server.keepAliveTimeout = 75_000;
server.listen(0, '127.0.0.1', () => answerCommands((server.address() as AddressInfo).port));
