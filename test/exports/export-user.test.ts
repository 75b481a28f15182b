import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { trends } from '#glucose';
import { notePlace } from '#src/diary/sealed-note.ts';
import { systemClock } from '#std/clock';
import { createSealer } from '#std/sealed-box';
import { linkThroughApi, startGateway } from '#test/gateway';

/**
 * An export against the database itself: each table and each column is either in the file, value
 * by value, or withheld for a reason that stands here. A new table or column without one fails.
 */
type Fate =
  | { readonly in: string; readonly withheld?: Readonly<Record<string, string>> }
  | { readonly withheld: string };

const person = 'the person themselves, named once in the file';
const team = 'of the team, which fetches the file';
const secret = 'a secret, or a hash that finds one';
const machinery = 'moves work between nodes and says nothing of the person';
const ofConnection = { account_key: secret, region: 'stands with the connection' };

const fates: Readonly<Record<string, Fate>> = {
  users: { in: 'user', withheld: { team_id: team, token_generation: machinery } },
  connections: {
    in: 'connections',
    withheld: {
      team_id: team,
      user_id: person,
      account_key: secret,
      credentials_sealed: secret,
      session_sealed: secret,
    },
  },
  poll_plans: {
    in: 'pollPlans',
    withheld: {
      ...ofConnection,
      ...{ provider: 'stands with the connection', fence: machinery, lease_until: machinery },
    },
  },
  pulls: {
    in: 'histories',
    withheld: {
      ...{ window_minutes: machinery, failure_count: machinery },
      ...{ next_at: machinery, fence: machinery },
    },
  },
  history_pulls: { withheld: 'empty: what versions before begin moves to pulls' },
  polls: { in: 'polls' },
  link_tokens: {
    in: 'linkTokens',
    withheld: {
      ...{ team_id: team, user_id: person, hash: secret },
      ...{ redirect_url: team, parent_origin: team, reference: team },
      ...{ returns_on_close: team, returns_on_error: team, created_by_key_id: team },
    },
  },
  link_attempts: { in: 'linkAttempts' },
  link_pages: { withheld: team },
  glucose_samples: { in: 'samples', withheld: { user_id: person } },
  sample_holes: { in: 'sampleHoles', withheld: { user_id: person } },
  sensor_cadences: { in: 'sensorCadences', withheld: { user_id: person } },
  removed_samples: { in: 'removedSamples', withheld: { user_id: person } },
  diary_entries: { in: 'diaryEntries', withheld: { user_id: person } },
  diary_pulls: { withheld: 'empty: what versions before begin moves to pulls' },
  devices: { in: 'devices', withheld: { user_id: person } },
  sample_repair: { withheld: machinery },
  region_status: { withheld: machinery },
  readings_aside: { in: 'readingsAside' },
  events: { in: 'events', withheld: { team_id: team, user_id: person } },
  webhook_endpoints: {
    in: 'webhookEndpoints',
    withheld: {
      ...{ team_id: team, user_id: person, url: team, url_sealed: team, description: team },
      ...{ header_names: team },
      ...{ headers_sealed: secret, secret_sealed: secret, previous_secret_sealed: secret },
      ...{ previous_secret_until: team, rate_per_second: team, failing_since: team },
      ...{ slowed_until: team, concurrency: machinery, rate_free_at: machinery },
      ...{ created_position: machinery, updated_at: team },
    },
  },
  webhook_deliveries: {
    in: 'webhookDeliveries',
    withheld: { user_id: person, lease_until: machinery, fence: machinery },
  },
  webhook_attempts: { in: 'webhookAttempts' },
  audit_entries: { in: 'auditEntries', withheld: { team_id: team, webhook_url_sealed: team } },
  glucose_reads: { in: 'glucoseReads', withheld: { user_id: person } },
  glucose_goals: { in: 'glucoseGoals', withheld: { user_id: person } },
  teams: { withheld: team },
  api_keys: { withheld: team },
  console_sessions: { withheld: team },
  console_codes: { withheld: team },
  consents: {
    withheld: 'hashes and a sealed link token, for ten minutes: tells what link_attempts do',
  },
  deployment: { withheld: machinery },
  nodes: { withheld: machinery },
  log_head: { withheld: machinery },
  log_days: { withheld: machinery },
  webhook_checkpoint: { withheld: machinery },
  webhook_replays: { withheld: 'of an endpoint: names no person and no event' },
  dexcom_accounts: {
    withheld: 'times under a keyed hash, shared by all teams: would tell one of another',
  },
  login_budgets: {
    withheld: 'times under keyed hashes, shared by all teams, forgotten within days',
  },
  rate_windows: { withheld: 'times under keyed hashes, forgotten within minutes' },
};

const encryptionKeys = [{ id: 'test', key: randomBytes(32) }];
const gateway = await startGateway({ config: { encryptionKeys } });
const sealer = createSealer(encryptionKeys);
const note = 'what the person wrote';
const placeOfNote = (userId: string) => notePlace({ userId, provider: 2, sourceId: 'a-note' });
afterAll(() => gateway.close());
const { db, config } = gateway;
const origin = new URL(gateway.url).origin;
const account = { username: 'the-account-name', password: 'the-account-password' };
gateway.simulator.addAccount(account);
const { userId } = await linkThroughApi(gateway, account, 'the-person');
const id = userId.replace('User:', '');
const otherAccount = { username: 'other-account', password: 'other-password' };
gateway.simulator.addAccount(otherAccount);
const other = await linkThroughApi(gateway, otherAccount, 'somebody-else');
const otherId = other.userId.replace('User:', '');

const endpoint = await gateway.ask<{
  createWebhookEndpoint: { secret: string; endpoint: { id: string } };
}>(
  `mutation ($userId: ID!) {
    createWebhookEndpoint(url: "http://127.0.0.1:9/hook?token=in-the-url", userId: $userId) {
      ... on CreateWebhookEndpointSuccess { secret endpoint { id } }
    }
  }`,
  { userId },
);

/** What the product writes only now and then, for both users. */
for (const user of [id, otherId]) {
  await sql`
    insert into sample_holes (connection_id, user_id, from_at, to_at, reason, recorded_at)
    select id, user_id, now() - interval '3 days', now() - interval '2 days', 'too-old', now()
    from connections where user_id = ${user}`.execute(db);
  await sql`
    insert into pulls (connection_id, resource, from_at, to_at, done_down_to, window_minutes, next_at)
    select id, 'GLUCOSE', now() - interval '30 days', now(), now(), 43200, now() + interval '9 days'
    from connections where user_id = ${user}`.execute(db);
  await sql`
    insert into sensor_cadences (user_id, from_at, seconds)
    values (${user}, date_trunc('day', now()), 60)`.execute(db);
  await sql`
    insert into glucose_reads (user_id, day, actor_kind, actor_id, count)
    values (${user}, current_date, 'user-token', 'of-a-front-end', 7)`.execute(db);
  await sql`
    insert into diary_entries (user_id, provider, source_id, kind, insulin_type, taken_at, amount,
      received_at, changed_at, revision)
    values (${user}, 2, 'an-id', 'INSULIN', 'LONG', now(), 12.5, now(), now(), 3)`.execute(db);
  await sql`
    insert into diary_entries (user_id, provider, source_id, kind, note_sealed, taken_at, received_at,
      changed_at, revision)
    values (${user}, 2, 'a-note', 'NOTE', ${sealer.seal(note, placeOfNote(user))}, now(), now(),
      now(), 1)`.execute(db);
  await sql`
    insert into devices (user_id, provider, id, transmitter_id, transmitter_generation,
      display_device, display_app, last_upload_at, first_seen_at, changed_at, revision)
    values (${user}, 2, gen_random_uuid(), 'cdb4', 'g7', 'iOS', '', now(), now(), now(), 2)`.execute(
    db,
  );
  await sql`
    insert into glucose_goals (user_id, goals) values (${user}, 'pregnancy')`.execute(db);
  await sql`
    insert into removed_samples (user_id, taken_at, family, revision, removed_at)
    values (${user}, date_trunc('day', now()), 1, 2, now())`.execute(db);
  await sql`
    insert into readings_aside (connection_id, taken_at, value_mg_dl, reason, seen_at)
    select id, now() + interval '9 hours', 123, 'future', now() from connections
    where user_id = ${user}`.execute(db);
  await sql`
    insert into webhook_deliveries (endpoint_id, event_position, event_appended_at, event_id,
      event_type, user_id, state, created_at, settled_at)
    select ${endpoint.createWebhookEndpoint.endpoint.id.replace('WebhookEndpoint:', '')}::uuid,
      position, appended_at, id, type, user_id, 'SUCCEEDED', now(), now()
    from events where user_id = ${user} limit 1 on conflict do nothing`.execute(db);
}
await sql`
  insert into webhook_attempts (endpoint_id, event_position, number, at, status, duration_ms,
    answer_head, answer_headers)
  select endpoint_id, event_position, 900, now(), 200, 12, 'thanks', 'server: nobody'
  from webhook_deliveries where user_id = ${id}`.execute(db);

async function requestExport(user = userId): Promise<string> {
  const { exportUser } = await gateway.ask<{ exportUser: { url: string } }>(
    'mutation ($id: ID!) { exportUser(userId: $id) { ... on ExportUserSuccess { url expiresAt } } }',
    { id: user },
  );
  return new URL(exportUser.url, gateway.url).href;
}

type Row = Readonly<Record<string, unknown>>;

/** The rows of a table that are the person's, found by what the test knows of the tables. */
async function rowsOf(table: string): Promise<Row[]> {
  const ofUser = sql`user_id = ${id}`;
  const ofConnections = sql`connection_id in (select id from connections where user_id = ${id})`;
  const conditions: Readonly<Record<string, typeof ofUser>> = {
    users: sql`id = ${id}`,
    poll_plans: ofConnections,
    pulls: ofConnections,
    polls: ofConnections,
    readings_aside: ofConnections,
    link_attempts: sql`link_token_id in (select id from link_tokens where user_id = ${id})`,
    webhook_deliveries: sql`true`,
    webhook_attempts: sql`true`,
    audit_entries: sql`subject_id in (
      select ${id}::text union select id::text from connections where user_id = ${id})`,
  };
  const { rows } = await sql<Row>`
    select * from ${sql.table(table)} where ${conditions[table] ?? ofUser}`.execute(db);
  return rows;
}

const camelCase = (column: string) =>
  column.replace(/_sealed$/, '').replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** A row of the database as it must stand in the file. */
function expected(table: string, row: Row): Row {
  const fate = fates[table];
  const withheld = fate && 'in' in fate ? (fate.withheld ?? {}) : {};
  const decoded: Row = {
    ...row,
    ...('family' in row && { family: 'dexcom' }),
    ...(table === 'diary_entries' && {
      provider: 'dexcom_v3',
      note_sealed: row.note_sealed === null ? null : note,
    }),
    ...(table === 'devices' && { provider: 'dexcom_v3' }),
    ...(table === 'glucose_samples' && {
      trend: trends[Number(row.trend)],
      provider: 'dexcom',
      origin: 'SHARE',
    }),
  };
  const shown = Object.entries(decoded).filter(([column]) => !(column in withheld));
  return JSON.parse(
    JSON.stringify(Object.fromEntries(shown.map(([name, value]) => [camelCase(name), value]))),
  );
}

describe('the export of a user', () => {
  it('knows of every table and every column what becomes of it', async () => {
    const { rows } = await sql<{ table: string; columns: string[] }>`
      select c.relname as table, array_agg(a.attname::text) as columns
      from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and not c.relispartition and a.attnum > 0 and not a.attisdropped
        and c.relname not like 'kysely_%'
      group by c.relname`.execute(db);
    expect(rows.map(({ table }) => table).sort()).toEqual(Object.keys(fates).sort());
    const file = JSON.parse(await (await fetch(await requestExport())).text());
    for (const { table, columns } of rows) {
      const fate = fates[table];
      if (!fate || !('in' in fate)) continue;
      const part = fate.in === 'user' ? [file.user] : file[fate.in];
      const fields = Object.keys(part[0]);
      const wanted = columns.filter((column) => !(column in (fate.withheld ?? {})));
      expect(fields.sort(), table).toEqual(wanted.map(camelCase).sort());
      expect(columns, table).toEqual(expect.arrayContaining(Object.keys(fate.withheld ?? {})));
    }
  });

  it('holds every row of the person, value by value, and of nobody else', async () => {
    const text = await (await fetch(await requestExport())).text();
    const file = JSON.parse(text);
    expect(file).toMatchObject({ format: 'glucose-gateway/user-export', isComplete: true });
    for (const [table, fate] of Object.entries(fates)) {
      if (!('in' in fate)) continue;
      const rows = (await rowsOf(table)).map((row) => expected(table, row));
      const part: Row[] = fate.in === 'user' ? [file.user] : file[fate.in];
      expect(rows.length, table).toBeGreaterThan(0);
      // Polls and attempts go on meanwhile; what was there when the file was made is in it.
      const known = table === 'users' ? part : part.slice(0, rows.length);
      for (const row of known) expect(rows, table).toContainEqual(row);
      if (['glucose_samples', 'events', 'sample_holes', 'readings_aside'].includes(table)) {
        expect(part.length, table).toBe(rows.length);
      }
    }
    const foreign = await db
      .selectFrom('connections')
      .select('id')
      .where('user_id', '=', otherId)
      .executeTakeFirstOrThrow();
    for (const trace of [otherId, foreign.id, 'somebody-else']) expect(text).not.toContain(trace);
  });

  it('holds no secret of the person, of the team or of the deployment', async () => {
    const text = await (await fetch(await requestExport())).text();
    const { rows } = await sql<{ secret: Buffer }>`
      select account_key as secret from connections
      union all select credentials_sealed from connections
      union all select session_sealed from connections
      union all select hash from link_tokens union all select hash from api_keys
      union all select secret_sealed from webhook_endpoints`.execute(db);
    const secrets = rows.flatMap(({ secret }) => [
      secret.toString('hex'),
      secret.toString('base64').replace(/=+$/, ''),
      JSON.stringify(secret),
    ]);
    const plain = [...Object.values(account), gateway.apiKey, 'in-the-url', 'token='];
    expect(secrets.length).toBeGreaterThan(15);
    for (const each of [...secrets, ...plain, endpoint.createWebhookEndpoint.secret]) {
      expect(text.includes(each)).toBe(false);
    }
  });

  it('is written to the audit, when it is asked for and when it is fetched', async () => {
    await fetch(await requestExport()).then((response) => response.text());
    const { auditEntries } = await gateway.ask<{
      auditEntries: { edges: { node: Record<string, string> }[] };
    }>(
      `query ($id: ID!) { auditEntries(userId: $id, first: 2) {
        edges { node { action actorKind address detail } }
      } }`,
      { id: userId },
    );
    const [fetched, asked] = auditEntries.edges.map(({ node }) => node);
    const by = { actorKind: 'API_KEY', address: '127.0.0.1' };
    expect(fetched).toMatchObject({ action: 'user-export.downloaded', ...by });
    expect(asked).toMatchObject({ action: 'user.exported', ...by });
    expect(fetched?.detail).toBe(asked?.detail);
  });

  it('is made by any node of the API, and never told by a worker alone', async () => {
    const url = new URL(await requestExport());
    const node = await gateway.startNode({ role: 'api' });
    const worker = await gateway.startNode({ role: 'worker' });
    expect((await fetch(`http://127.0.0.1:${node.port()}${url.pathname}`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${worker.port()}${url.pathname}`)).status).toBe(404);
  });

  it('can be had of a deleted user, until all is erased', async () => {
    const account = { username: 'leaving', password: 'the-password' };
    gateway.simulator.addAccount(account);
    const leaving = await linkThroughApi(gateway, account, 'leaving-user');
    await gateway.ask('mutation ($id: ID!) { deleteUser(userId: $id) { __typename } }', {
      id: leaving.userId,
    });
    const url = await requestExport(leaving.userId);
    const file = (await (await fetch(url)).json()) as { user: Row; samples: Row[] };
    expect(file.user.deletedAt).toEqual(expect.any(String));
    expect(file.samples.length).toBeGreaterThan(0);
    await sql`delete from users where id = ${leaving.userId.replace('User:', '')}`.execute(db);
    expect((await fetch(url)).status).toBe(410);
  });

  it('ends with the key that asked for it', async () => {
    const { createApiKey } = await gateway.ask<{
      createApiKey: { secret: string; apiKey: { id: string } };
    }>(
      'mutation { createApiKey(name: "brief") { ... on CreateApiKeySuccess { secret apiKey { id } } } }',
    );
    const { exportUser } = await gateway.ask<{ exportUser: { url: string } }>(
      'mutation ($id: ID!) { exportUser(userId: $id) { ... on ExportUserSuccess { url } } }',
      { id: userId },
      createApiKey.secret,
    );
    expect((await fetch(origin + exportUser.url)).status).toBe(200);
    await gateway.ask('mutation ($id: ID!) { revokeApiKey(apiKeyId: $id) { __typename } }', {
      id: createApiKey.apiKey.id,
    });
    expect((await fetch(origin + exportUser.url)).status).toBe(410);
  });
});

describe('the address of an export', () => {
  it('is good for five minutes, and for nothing else', async () => {
    const { createExportTokens } = await import('#exports');
    const past = { ...systemClock, nowMs: () => systemClock.nowMs() - 301_000 };
    const { rows } = await sql<{ id: string }>`select id from api_keys limit 1`.execute(db);
    const askedWith = { kind: 'api-key', id: rows[0]?.id ?? '' } as const;
    const grant = { teamId: gateway.teamId, userId: id, askedWith };
    const old = await createExportTokens(config.encryptionKeys, past).issue(grant);
    const late = await fetch(`${origin}/exports/${old.token}`);
    expect(late.status).toBe(410);
    expect(await late.json()).toMatchObject({
      errors: [{ extensions: { code: 'ADDRESS_EXPIRED', whatToDo: expect.any(String) } }],
    });
    const good = await createExportTokens(config.encryptionKeys, systemClock).issue(grant);
    expect(good.expiresAt.getTime()).toBeLessThanOrEqual(systemClock.nowMs() + 300_000);
    const asCredential = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${good.token}` },
      body: '{"query":"{ viewer { credential } }"}',
    });
    expect(asCredential.status).toBe(401);
  });

  it('is refused when it is forged, of another kind, or not an address at all', async () => {
    const url = await requestExport();
    const { createUserToken } = await gateway.ask<{ createUserToken: { token: string } }>(
      'mutation ($id: ID!) { createUserToken(userId: $id) { ... on CreateUserTokenSuccess { token } } }',
      { id: userId },
    );
    const forged = [`${url.slice(0, -4)}AAAA`, `${origin}/exports/${createUserToken.token}`];
    for (const each of [...forged, `${origin}/exports/`, `${origin}/exports/x`, `${url}/x`]) {
      const response = await fetch(each);
      expect(response.status, each).toBe(404);
      await response.text();
    }
    for (const method of ['POST', 'DELETE', 'HEAD']) {
      expect((await fetch(url, { method })).status).toBe(405);
    }
  });
});
