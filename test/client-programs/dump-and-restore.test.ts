import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db';
import {
  appendEvents,
  encodeCursor,
  eraseUserEvents,
  findEventPage,
  findLogHead,
  pruneEvents,
} from '#events';
import { silentLog } from '#std/log';
import { askGraphql } from '#test/api';
import { createTestDatabase } from '#test/database';
import { blocksOf } from '#test/docs';
import { setupLog } from '#test/event-log';
import { linkThroughApi, startGateway } from '#test/gateway';
import { startLiveNode, takeIds } from '#test/live-node';

/**
 * With the programs that operators use, `pg_dump` and `psql`: these tests run where they are, on
 * the oldest Postgres that is supported.
 */
const run = promisify(execFile);

async function restoredCopyOf(url: string) {
  const copy = await createTestDatabase({ schema: 'empty' });
  onTestFinished(() => copy.close());
  const { stdout: dump } = await run('pg_dump', [url], { maxBuffer: 1e8 });
  const restoring = run('psql', ['--quiet', '--set=ON_ERROR_STOP=1', copy.url]);
  restoring.child.stdin?.end(dump);
  await restoring;
  return copy.db;
}

/** Two days, of which the first is pruned, and positions that were drawn for nothing. */
async function setup() {
  const log = await setupLog();
  const { db, append, event } = log;
  await append(event());
  await sql`select begin_log_day(now() + interval '1 day')`.execute(db);
  await pruneEvents(db, { keepDays: 0, now: new Date(Date.now() + 3 * 86_400_000) });
  const events = [event(), event(), event()];
  await append(...events);
  await sql`select nextval('event_positions')`.execute(db);
  const { logId } = await findLogHead(db);
  return { ...log, events, cursorAt: (position: number) => encodeCursor(logId, position) };
}

/** The recipe of the page on operating. */
async function recipe(): Promise<string> {
  const found = blocksOf('docs/operate.md', 'sh').find((block) => block.startsWith('pg_dump '));
  if (!found) throw new Error('the page on operating says nothing of dumps');
  return found;
}

/** Restored by the page's recipe into a database of a role that may do nothing else. */
async function restoredByOrdinaryRole(url: string) {
  const copy = await createTestDatabase({ schema: 'empty' });
  const role = `role_${randomBytes(4).toString('hex')}`;
  const database = new URL(copy.url).pathname.slice(1);
  await sql.raw(`create role ${role} login password 'a-password'`).execute(copy.db);
  await sql.raw(`alter database ${database} owner to ${role}`).execute(copy.db);
  const asRole = new URL(copy.url);
  asRole.username = role;
  asRole.password = 'a-password';
  const home = await mkdtemp(join(tmpdir(), 'gateway-dump-'));
  onTestFinished(async () => {
    await sql.raw(`reassign owned by ${role} to current_user`).execute(copy.db);
    await sql.raw(`alter database ${database} owner to current_user`).execute(copy.db);
    await sql.raw(`drop role ${role}`).execute(copy.db);
    await copy.close();
    await rm(home, { recursive: true });
  });
  await run('bash', ['-ec', await recipe()], {
    cwd: home,
    env: { ...process.env, DATABASE_URL: url, NEW_DATABASE_URL: asRole.href },
  });
  return asRole.href;
}

describe('a gateway that was restored as an ordinary role', () => {
  it('keeps its log and its audit, erases people, and refuses the cursors of the original', async () => {
    const gateway = await startGateway();
    onTestFinished(() => gateway.close());
    const account = { username: 'the-account-name', password: 'the-account-password' };
    gateway.simulator.addAccount(account);
    const { userId } = await linkThroughApi(gateway, account);
    const asked = 'query ($after: String) { events(after: $after) { pageInfo { endCursor } } }';
    const { events } = await gateway.ask<{ events: { pageInfo: { endCursor: string } } }>(asked);
    const url = await restoredByOrdinaryRole(gateway.databaseUrl);
    const handle = openDatabase({
      ...{ url, poolMax: 2, applicationName: 'a test', log: silentLog },
    });
    onTestFinished(() => handle.close());
    const { db } = handle;
    for (const change of ['delete from events', 'truncate events', 'delete from audit_entries']) {
      await expect(sql.raw(change).execute(db)).rejects.toThrow(/append-only/);
    }
    const node = await gateway.startNode({ databaseUrl: url, databaseDirectUrl: url });
    // Before its tables get another owner.
    onTestFinished(() => node.stop());
    const at = `http://127.0.0.1:${node.port()}/graphql`;
    const { apiKey } = gateway;
    const variables = { after: events.pageInfo.endCursor };
    const refused = await askGraphql(at, asked, { apiKey, variables });
    expect(JSON.stringify(refused)).toContain('CURSOR');
    expect((await askGraphql(at, asked, { apiKey })).errors).toEqual([]);
    expect(await eraseUserEvents(db, userId.replace('User:', ''))).toBeGreaterThan(0);
  });
});

describe('a log that was dumped and restored', () => {
  it('has the same head, and its cursors lead on from where they were given', async () => {
    const { db, url, teamId, event, events, cursorAt } = await setup();
    const copy = await restoredCopyOf(url);
    expect(await findLogHead(copy)).toEqual(await findLogHead(db));
    const next = event();
    const node = await startLiveNode({ db: copy });
    const after = cursorAt(2);
    const reader = await node.live.watch({ teamId, isAllowed: () => true, after });
    await appendEvents(copy, [next]);
    const expected = [events[1]?.id, events[2]?.id, next.id];
    expect(await takeIds(reader, 3)).toEqual(expected);
    const answer = await findEventPage(copy, { teamId, after, limit: 10 });
    expect(answer.kind === 'page' && answer.page.events.map(({ id }) => id)).toEqual(expected);
    const tooOld = await findEventPage(copy, { teamId, after: cursorAt(0), limit: 10 });
    expect(tooOld).toMatchObject({ kind: 'too-old', oldestCursor: cursorAt(1) });
  });

  it('still refuses changes, and lets users be erased and days be dropped (E2)', async () => {
    const { url, userId, event } = await setup();
    const copy = await restoredCopyOf(url);
    const refused = { code: '42501' };
    await expect(sql`update events set type = type`.execute(copy)).rejects.toMatchObject(refused);
    await expect(sql`delete from events`.execute(copy)).rejects.toMatchObject(refused);
    await expect(sql`truncate events`.execute(copy)).rejects.toMatchObject(refused);
    expect(await eraseUserEvents(copy, userId)).toBe(3);
    await sql`select begin_log_day(now() + interval '3 days')`.execute(copy);
    await appendEvents(copy, [event()]);
    const later = { keepDays: 0, now: new Date(Date.now() + 5 * 86_400_000) };
    expect(await pruneEvents(copy, later)).toBeGreaterThan(0);
  });
});
