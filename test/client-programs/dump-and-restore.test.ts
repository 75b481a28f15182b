import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  appendEvents,
  encodeCursor,
  eraseUserEvents,
  findEventPage,
  findLogHead,
  pruneEvents,
} from '#events';
import { createTestDatabase } from '#test/database';
import { setupLog } from '#test/event-log';
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
    expect(tooOld).toEqual({ kind: 'too-old', oldestCursor: cursorAt(1) });
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
