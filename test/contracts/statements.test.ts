import { readFile } from 'node:fs/promises';
import { type DefinitionNode, Kind, parse, print } from 'graphql';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { appendEvents, createEvent } from '#events';
import { systemClock } from '#std/clock';
import { askGraphql } from '#test/api';
import { linkThroughApi, startGateway } from '#test/gateway';
import { openRawSocket } from '#test/raw-socket';
import { createStatementCounter } from '#test/statement-counter';

/** The same operations, over many users: what they cost must not grow with how many there are. */
const userCount = 25;
const gateway = await startGateway();
const counter = await createStatementCounter(gateway.databaseUrl);
const node = await gateway.startNode({
  role: 'api',
  databaseUrl: counter.url,
  databaseDirectUrl: counter.url,
});
afterAll(async () => {
  await gateway.close();
  await counter.close();
});

const url = `http://127.0.0.1:${node.port()}/graphql`;
const { apiKey } = gateway;
const account = { username: 'many', password: 'the-password' };
gateway.simulator.addAccount(account);
const { userId } = await linkThroughApi(gateway, account);
await multiply(userId.replace('User:', ''));

/** Makes more users like the one that is linked, with its connection, samples and polls. */
async function multiply(original: string): Promise<void> {
  const { db } = gateway;
  const { rows } = await sql<{ id: string }>`
    select id from connections where user_id = ${original}`.execute(db);
  const connectionId = rows[0]?.id ?? '';
  const user = sql`md5('user ' || n)::uuid`;
  const connection = sql`md5('connection ' || n)::uuid`;
  const copies = [
    ['users', 'id', original, sql`'id', ${user}, 'client_user_id', 'copy ' || n`],
    ['connections', 'user_id', original, sql`'id', ${connection}, 'user_id', ${user}`],
    ['poll_plans', 'connection_id', connectionId, sql`'connection_id', ${connection}`],
    ['polls', 'connection_id', connectionId, sql`'connection_id', ${connection}`],
    ['glucose_samples', 'user_id', original, sql`'user_id', ${user}`],
  ] as const;
  for (const [table, key, id, changes] of copies) {
    await sql`
      insert into ${sql.table(table)}
      select (jsonb_populate_record(
        null::${sql.table(table)}, to_jsonb(o) || jsonb_build_object(${changes})
      )).*
      from ${sql.table(table)} o, generate_series(1, ${userCount}) as n
      where o.${sql.ref(key)} = ${id}`.execute(db);
  }
}

/** Statements for each operation: one for each kind of thing that it asks for at most. */
const statementsMax: Readonly<Record<string, number>> = {
  WhoAmI: 0,
  OneUser: 1,
  LatestSample: 2,
  DayChart: 2,
  Fortnight: 2,
  TeamPage: 1,
  WhoNeedsMe: 8,
  NewestEvents: 2,
  WhyNoData: 3,
  MorningQuestion: 2,
  CatchUp: 4,
  FailedDeliveries: 2,
  Audit: 1,
  // begin, the user, its audit entry, commit
  NewUser: 4,
};

const source = await readFile(new URL('./operations.graphql', import.meta.url), 'utf8');
const operations = new Map(parse(source).definitions.map((each) => [nameOf(each), print(each)]));

function nameOf(definition: DefinitionNode): string {
  return definition.kind === Kind.OPERATION_DEFINITION ? (definition.name?.value ?? '') : '';
}

let count = 0;
function variables() {
  count += 1;
  const dayAgo = new Date(Date.now() - 86_400_000).toISOString();
  const since = new Date(Date.now() + 1_000).toISOString();
  return { userId, from: dayAgo, since, clientUserId: `new ${count}` };
}

/**
 * The statements of one asking. The node also reads the log now and then by itself, so the least
 * of a few askings counts.
 */
async function statementsOf(document: string): Promise<string[]> {
  let least: string[] | undefined;
  for (let tries = 0; tries < 4; tries += 1) {
    await askGraphql(url, '{ viewer { credential } }', { apiKey });
    counter.take();
    const { errors } = await askGraphql(url, document, { apiKey, variables: variables() });
    expect(errors).toEqual([]);
    const taken = counter.take();
    if (!least || taken.length < least.length) least = taken;
  }
  return least ?? [];
}

describe('the statements of a common operation', () => {
  it('are listed for each, and for no other', () => {
    expect([...operations.keys()].sort()).toEqual(Object.keys(statementsMax).sort());
  });

  for (const [name, most] of Object.entries(statementsMax)) {
    it(`are at most ${most} for ${name}`, async () => {
      const statements = await statementsOf(operations.get(name) ?? '');
      expect(statements.length, statements.join('\n')).toBeLessThanOrEqual(most);
    });
  }
});

describe('the statements of who watches the states of a page of people', () => {
  it('are one about connections for all of them, at first and when events come together', async () => {
    // So that no poll is due meanwhile, after which it is looked again.
    await sql`update poll_plans set next_poll_at = now() + interval '1 hour'`.execute(gateway.db);
    const { rows } = await sql<{ id: string }>`
      select user_id as id from connections`.execute(gateway.db);
    const userIds = rows.map(({ id }) => id);
    const aboutConnections = () => counter.take().filter((text) => /connections c/.test(text));
    const socket = await openRawSocket(url);
    await socket.init({ apiKey });
    aboutConnections();
    const watch = `subscription ($userIds: [ID!]!) {
      connectionStates(userIds: $userIds) { userId connections { state whatToDo } }
    }`;
    socket.subscribe('1', watch, { userIds });
    const { payload } = await socket.next();
    expect(payload.data.connectionStates).toHaveLength(userCount + 1);
    expect(aboutConnections()).toHaveLength(1);
    const { teamId } = gateway;
    const type = 'provider.connection.stalled' as const;
    await sql`update connections set state = 'THROTTLED'`.execute(gateway.db);
    await appendEvents(
      gateway.db,
      userIds.map((userId) =>
        createEvent(systemClock, { type, teamId, userId, clientUserId: '', data: {} }),
      ),
    );
    expect((await socket.next()).payload.data.connectionStates).toHaveLength(userIds.length);
    expect(aboutConnections()).toHaveLength(1);
  });
});
