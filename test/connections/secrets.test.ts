import { Writable } from 'node:stream';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { disconnectConnections } from '#connections';
import type { Db } from '#db';
import type { Effect } from '#src/simulator/share/fault.ts';
import { createLog } from '#std/log';
import { createLinkedRig, hourMs, minuteMs } from '#test/linked-rig';

const accountName = 'very-private-name@example.com';
const password = 'correct-horse-battery';
const wrongPassword = 'wrong-donkey-battery';

/** Keeps every line that is logged, at every level. */
function createMemoryLog() {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, log: createLog('debug', stream) };
}

/** Every row of every table as text, bytes in hexadecimal. */
async function dump(db: Db): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p')`.execute(db);
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`
      select t::text as row from ${sql.table(name)} t`.execute(db);
    parts.push(...rows.map(({ row }) => row));
  }
  return parts.join('\n');
}

const effects: readonly Effect[] = [
  { kind: 'refuse-credentials' },
  { kind: 'sign-on-failure' },
  { kind: 'error', code: 'SomethingNew', message: `AccountName=${accountName}` },
  { kind: 'error', code: 'InvalidArgument', message: `AccountName=${accountName}`, status: 400 },
  { kind: 'null-uuid' },
  { kind: 'truncated' },
  { kind: 'reset' },
  { kind: 'empty' },
  { kind: 'throttle' },
];

describe('a hostile day', () => {
  it('leaves no password, account name or session in a log, an event, an error or the database', async () => {
    const { log, lines } = createMemoryLog();
    const rig = await createLinkedRig({
      log,
      simulator: { log, wireLogMax: 10_000, style: { refusal: 'sso-internal-error' } },
      account: { username: accountName, password },
    });
    const errors: string[] = [];
    const attempt = async (given: { username?: string; password?: string }) => {
      try {
        const user = await rig.addUser();
        return JSON.stringify(await rig.link(user, rig.account, given));
      } catch (error) {
        errors.push(String(error), String((error as Error).stack));
        return '';
      }
    };
    const answers: string[] = [];
    for (const [seed, effect] of effects.entries()) {
      rig.simulator.addFault({ effect, probability: 0.5, seed });
      if (seed % 3 === 0) rig.simulator.killSessions(rig.account);
      answers.push(await attempt({ password: wrongPassword }));
      await rig.runFor(20 * minuteMs);
      answers.push(await attempt({}));
      await rig.runFor(20 * minuteMs);
      rig.simulator.clearFaults();
    }
    rig.simulator.killSessions(rig.account);
    await rig.runFor(2 * hourMs);
    await rig.poller.reportStalls();

    const sessions = rig.simulator
      .wireLog()
      .map(({ url }) => /sessionId=([0-9a-f-]{36})/i.exec(url)?.[1])
      .filter((id) => id !== undefined);
    expect(new Set(sessions).size).toBeGreaterThan(1);
    const secrets = [accountName, password, wrongPassword, ...new Set(sessions)];
    const stored = await dump(rig.db);
    const told = [lines.join('\n'), answers.join('\n'), errors.join('\n'), stored];
    expect(lines.length).toBeGreaterThan(50);
    for (const secret of secrets) {
      const forms = [secret, Buffer.from(secret).toString('hex'), encodeURIComponent(secret)];
      for (const text of told) {
        for (const form of forms) expect(text.includes(form), form).toBe(false);
      }
    }

    await disconnectConnections(rig.db, rig.clock, { userId: rig.user.userId });
    const left = await rig.db
      .selectFrom('connections')
      .select(['credentials_sealed', 'session_sealed'])
      .where('user_id', '=', rig.user.userId)
      .execute();
    expect(left).toEqual([{ credentials_sealed: null, session_sealed: null }]);
  });
});
