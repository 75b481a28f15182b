import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Db } from '#db';
import { askGraphql } from '#test/api';
import { linkThroughApi, startGateway } from '#test/gateway';
import { openRawSocket } from '#test/raw-socket';

/** A gateway over a database that fails in a way of its own once it is told to. */
async function setup() {
  const gateway = await startGateway();
  onTestFinished(() => gateway.close());
  const { db } = gateway;
  const account = { username: 'the-account-name', password: 'the-account-password' };
  gateway.simulator.addAccount(account);
  const { userId } = await linkThroughApi(gateway, account);
  const failing = await failingUsers(db);
  // Sessions that have prepared their statements before would go on with the table.
  const node = await gateway.startNode();
  const url = `http://127.0.0.1:${node.port()}/graphql`;
  return { ...gateway, url, userId, ...failing };
}

/** From `failWith` on, whoever reads users is answered with that error. */
async function failingUsers(db: Db) {
  await sql`create table bad_day (code text)`.execute(db);
  await sql`
    create function is_good_day() returns boolean language plpgsql as $$
    declare
      bad text := (select code from bad_day);
    begin
      if bad is not null then
        raise exception 'a bad day' using errcode = bad;
      end if;
      return true;
    end $$`.execute(db);
  await sql`alter table users rename to people`.execute(db);
  await sql`create view users as select * from people where is_good_day()`.execute(db);
  return {
    async failWith(code: string | null) {
      await sql`delete from bad_day`.execute(db);
      if (code) await sql`insert into bad_day values (${code})`.execute(db);
    },
  };
}

const passing = ['25006', '53100', '53200', '53300', '57014', '57P03', '40001', '40P01', '55P03'];
const readUser = 'query ($id: ID!) { user(id: $id) { clientUserId } }';
const watchUser = 'subscription ($id: ID!) { glucoseEvents(userId: $id) { id } }';

describe('a bad day of Postgres', () => {
  it('is answered with UNAVAILABLE and when to come again, and over with it', async () => {
    const { url, apiKey, userId, failWith } = await setup();
    const read = () => askGraphql(url, readUser, { apiKey, variables: { id: userId } });
    for (const code of passing) {
      await failWith(code);
      const answer = await read();
      expect([code, answer.status, answer.headers.get('retry-after')]).toEqual([code, 503, '5']);
      expect(answer.errors[0]?.extensions.code).toBe('UNAVAILABLE');
    }
    await failWith(null);
    expect((await read()).status).toBe(200);
  });

  it('closes subscriptions with a code on which clients return', { timeout: 20_000 }, async () => {
    const { url, apiKey, userId, failWith } = await setup();
    for (const code of passing) {
      await failWith(null);
      const socket = await openRawSocket(url);
      await socket.init({ apiKey });
      await failWith(code);
      socket.subscribe('1', watchUser, { id: userId });
      expect([code, (await socket.closed).code]).toEqual([code, 1013]);
    }
  });

  it('fails no request because the last use of its key cannot be noted', async () => {
    const { url, ask, db } = await setup();
    const { createApiKey } = await ask<{ createApiKey: { secret: string } }>(
      'mutation { createApiKey(name: "new") { ... on CreateApiKeySuccess { secret } } }',
    );
    const apiKey = createApiKey.secret;
    await sql`
      create function refuse_use() returns trigger language plpgsql as $$
      begin
        raise exception 'read only' using errcode = '25006';
      end $$`.execute(db);
    await sql`
      create trigger refuse_use before update on api_keys
      for each row execute function refuse_use()`.execute(db);
    expect((await askGraphql(url, '{ team { id } }', { apiKey })).status).toBe(200);
  });
});

describe('a database with settings of its own', () => {
  it('is used as any other', async () => {
    const gateway = await startGateway();
    onTestFinished(() => gateway.close());
    const { db, databaseUrl } = gateway;
    const name = sql.id(new URL(databaseUrl).pathname.slice(1));
    const own = [
      sql`alter database ${name} set datestyle = 'SQL, DMY'`,
      sql`alter database ${name} set intervalstyle = 'sql_standard'`,
      sql`alter database ${name} set timezone = 'Asia/Kolkata'`,
      sql`alter database ${name} set default_transaction_isolation = 'serializable'`,
      sql`alter database ${name} set default_transaction_read_only = on`,
      sql`alter database ${name} set search_path = 'elsewhere'`,
      sql`alter database ${name} set bytea_output = 'escape'`,
    ];
    for (const statement of own) await statement.execute(db);
    const node = await gateway.startNode();
    const url = `http://127.0.0.1:${node.port()}/graphql`;
    const account = { username: 'the-account-name', password: 'the-account-password' };
    gateway.simulator.addAccount(account);
    const { userId } = await linkThroughApi(
      {
        ...gateway,
        async ask(query, variables = {}, apiKey = gateway.apiKey) {
          const given = apiKey === null ? {} : { apiKey };
          const { data, errors } = await askGraphql(url, query, {
            ...given,
            variables: { ...variables },
          });
          expect(errors).toEqual([]);
          return data as never;
        },
      },
      account,
    );
    const read = `query ($id: ID!) {
      user(id: $id) { createdAt latestSample { takenAt } connections { state newestReadingAt } }
    }`;
    const answer = await askGraphql(url, read, {
      apiKey: gateway.apiKey,
      variables: { id: userId },
    });
    expect(answer.errors).toEqual([]);
    const { user } = answer.data as {
      user: { createdAt: string; latestSample: { takenAt: string } };
    };
    expect(Math.abs(Date.parse(user.createdAt) - Date.now())).toBeLessThan(60_000);
    expect(Date.now() - Date.parse(user.latestSample.takenAt)).toBeLessThan(20 * 60_000);
  });
});
