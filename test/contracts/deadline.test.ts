import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { createLog } from '#std/log';
import { askGraphql } from '#test/api';
import { eventually } from '#test/eventually';
import { startGateway } from '#test/gateway';

const lines: string[] = [];
const log = createLog('info', { write: (line: string) => void lines.push(line) });
const gateway = await startGateway({ log, config: { requestDeadlineMs: 300 } });
afterAll(() => gateway.close());

const { db, url, apiKey } = gateway;

/** How many statements of the API wait for a lock. */
async function waitingCount(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and application_name like 'glucose-gateway api %'
      and wait_event_type = 'Lock'`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Keeps everybody from the users while `work` goes on. */
function whileLocked<Result>(work: () => Promise<Result>): Promise<Result> {
  return db.transaction().execute(async (tx) => {
    await sql`lock table users in access exclusive mode`.execute(tx);
    return work();
  });
}

describe('the deadline of a request', () => {
  it('ends the SQL of a question', async () => {
    const answer = await whileLocked(async () => {
      const asked = askGraphql(url, '{ users { edges { cursor } } }', { apiKey });
      await eventually(async () => (await waitingCount()) === 1);
      const given = await asked;
      await eventually(async () => (await waitingCount()) === 0);
      return given;
    });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.errors[0]?.extensions).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('takes back a change that it ends', async () => {
    const create = 'mutation { createUser(clientUserId: "late") { __typename } }';
    const answer = await whileLocked(() => askGraphql(url, create, { apiKey }));
    expect(answer.status).toBe(503);
    await eventually(async () => (await waitingCount()) === 0);
    const { data } = await askGraphql(url, '{ user(clientUserId: "late") { id } }', { apiKey });
    expect(data).toEqual({ user: null });
  });

  it('is no mistake of the gateway, in a statement or before it, and neither is who leaves', async () => {
    await whileLocked(async () => {
      const leaving = new AbortController();
      const asked = fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
        body: JSON.stringify({
          query: '{ users { edges { cursor } } deletedUsers { edges { cursor } } }',
        }),
        signal: leaving.signal,
      }).catch(() => null);
      await eventually(async () => (await waitingCount()) > 0);
      leaving.abort();
      await asked;
      await eventually(async () => (await waitingCount()) === 0);
    });
    await eventually(() => lines.filter((line) => line.includes('request.given-up')).length >= 2);
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it('leaves the gateway as it was', async () => {
    const { status, data } = await askGraphql(url, '{ viewer { credential } }', { apiKey });
    expect({ status, data }).toEqual({ status: 200, data: { viewer: { credential: 'API_KEY' } } });
  });
});
