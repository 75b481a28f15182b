/**
 * What a team would write by hand: `node:http`, prepared statements of `pg`, rows, `JSON.stringify`.
 * It looks an API key up with the same code as the product (believed for a second), and each
 * statement makes sure that the user is the team's. It has no limits, deadlines or logs.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { freshForMs, presentState } from '#connections';
import { openDatabase } from '#db';
import { mmolLOf, statisticsOf, traceOf, trendOf } from '#glucose';
import { passwordProvider } from '#providers';
import { readPollMemory } from '#src/poller/policy/poll-memory.ts';
import { systemClock } from '#std/clock';
import { createLog } from '#std/log';
import { createAuthenticator, createUserTokens } from '#teams';
import { roomyLine } from '#test/strangers';
import { answerCommands } from './server-process.ts';

const [, , connectionString = '', poolMax = ''] = process.argv;
const pool = new pg.Pool({ connectionString, max: Number(poolMax), options: '-c timezone=UTC' });
const log = createLog('warn');
const keys = openDatabase({ url: connectionString, poolMax: 2, applicationName: 'keys', log });
const credentials = createAuthenticator({
  strangers: roomyLine(),
  db: keys.db,
  clock: systemClock,
  userTokens: createUserTokens([{ id: 'bench', key: Buffer.alloc(32, 1) }], systemClock),
});

interface Asked {
  readonly teamId: string;
  readonly userId: string;
  readonly from: Date;
  readonly to: Date;
}

const ofTheTeam = `exists (
  select from users where id = $1 and team_id = $2 and deleted_at is null)`;

async function rowsOf(name: string, text: string, { userId, teamId, from, to }: Asked) {
  const { rows } = await pool.query({ name, text, values: [userId, teamId, from, to] });
  return rows;
}

function selectSamples(asked: Asked) {
  return rowsOf(
    'samples',
    `select taken_at, value_mg_dl, trend from glucose_samples
     where user_id = $1 and taken_at >= $3 and taken_at < $4 and ${ofTheTeam} order by taken_at`,
    asked,
  );
}

/** The 24-hour chart. */
async function chart(asked: Asked): Promise<string> {
  const rows = await selectSamples(asked);
  return JSON.stringify({
    samples: rows.map((row) => ({
      takenAt: row.taken_at,
      valueMgDl: row.value_mg_dl,
      valueMmolL: mmolLOf(row.value_mg_dl),
      trend: trendOf(row.trend),
    })),
  });
}

/** The 24-hour chart as JSON that Postgres makes: what comes is handed on. */
async function passThrough(asked: Asked): Promise<string> {
  const [row] = await rowsOf(
    'chart-json',
    `select json_build_object('samples', json_agg(json_build_object(
       'takenAt', to_char(taken_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
       'valueMgDl', value_mg_dl,
       'valueMmolL', round(value_mg_dl / 18.01559, 2),
       'trend', (array['NONE', 'DOUBLE_UP', 'SINGLE_UP', 'FORTY_FIVE_UP', 'FLAT',
         'FORTY_FIVE_DOWN', 'SINGLE_DOWN', 'DOUBLE_DOWN', 'NOT_COMPUTABLE',
         'RATE_OUT_OF_RANGE'])[trend + 1]
     ) order by taken_at))::text as json
     from glucose_samples
     where user_id = $1 and taken_at >= $3 and taken_at < $4 and ${ofTheTeam}`,
    asked,
  );
  return row.json;
}

/** The compact series: parallel lists. */
async function series(asked: Asked): Promise<string> {
  const rows = await selectSamples(asked);
  return JSON.stringify({
    timesMs: rows.map((row) => row.taken_at.getTime()),
    valuesMgDl: rows.map((row) => row.value_mg_dl),
    valuesMmolL: rows.map((row) => mmolLOf(row.value_mg_dl)),
    trends: rows.map((row) => trendOf(row.trend)),
  });
}

async function statistics(asked: Asked): Promise<string> {
  const rows = await selectSamples(asked);
  const takenAtMs = rows.map((row) => row.taken_at.getTime());
  const valueMgDl = rows.map((row) => row.value_mg_dl);
  const range = { fromMs: asked.from.getTime(), toMs: asked.to.getTime() };
  return JSON.stringify(statisticsOf(traceOf({ takenAtMs, valueMgDl }, range), 'Europe/Berlin'));
}

/** A page of 100 users with latest sample and state. */
async function users({ teamId }: Asked): Promise<string> {
  const { rows } = await pool.query({
    name: 'users',
    text: `select u.id, u.client_user_id, s.taken_at, s.value_mg_dl, s.trend, c.state,
        c.state_since, p.newest_taken_at, p.next_poll_at, p.last_poll_at, p.memory
      from (select * from users where team_id = $1 and deleted_at is null order by id limit 100) u
      left join lateral (
        select * from glucose_samples where user_id = u.id and taken_at > now() - interval '8 days'
        order by taken_at desc limit 1) s on true
      left join connections c on c.user_id = u.id and c.disconnected_at is null
      left join poll_plans p on p.connection_id = c.id
      order by u.id`,
    values: [teamId],
  });
  const now = new Date();
  return JSON.stringify({
    users: rows.map((row) => ({
      id: row.id,
      clientUserId: row.client_user_id,
      latestSample: {
        takenAt: row.taken_at,
        valueMgDl: row.value_mg_dl,
        valueMmolL: mmolLOf(row.value_mg_dl),
        trend: trendOf(row.trend),
      },
      state: stateOf(row, now),
    })),
  });
}

// biome-ignore lint/suspicious/noExplicitAny: a row as the driver gives it.
function stateOf(row: any, now: Date): string {
  const { cadenceMs, delayMs } = readPollMemory(row.memory);
  const facts = {
    state: row.state,
    stateSince: row.state_since,
    provider: passwordProvider,
    region: 'US' as const,
    newestTakenAt: row.newest_taken_at,
    nextPollAt: row.next_poll_at,
    lastPollAt: row.last_poll_at,
  };
  return presentState(facts, freshForMs(cadenceMs, Math.max(0, delayMs)), now).state;
}

const endpoints: Readonly<Record<string, (asked: Asked) => Promise<string>>> = {
  '/chart': chart,
  '/chart-json': passThrough,
  '/series': series,
  '/statistics': statistics,
  '/users': users,
};

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://server');
  const endpoint = endpoints[url.pathname];
  const check = await credentials.authenticate(
    `${request.headers['x-api-key'] ?? ''}`,
    '127.0.0.1',
  );
  if (!endpoint || check.kind !== 'authenticated' || check.actor.kind !== 'api-key') {
    response.writeHead(endpoint ? 401 : 404).end();
    return;
  }
  const body = await endpoint({
    teamId: check.actor.teamId,
    userId: url.searchParams.get('userId') ?? '',
    from: new Date(url.searchParams.get('from') ?? 0),
    to: new Date(url.searchParams.get('to') ?? 0),
  });
  const bytes = Buffer.from(body);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
});
server.keepAliveTimeout = 75_000;
server.listen(0, '127.0.0.1', () => answerCommands((server.address() as AddressInfo).port));
