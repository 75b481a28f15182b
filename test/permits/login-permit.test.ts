import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPermitCounter, forgetExpiredPermits, restampLogins } from '#permits';
import { loginSlackMs, loginSpacingMs } from '#src/providers/dexcom-share/login-budget.ts';
import {
  keysOf,
  type PermitRequest,
  permitLogin,
  permitSecondRequest,
} from '#src/providers/dexcom-share/login-permit.ts';
import { systemClock } from '#std/clock';
import { createTestDatabase } from '#test/database';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 0, 15, 12);
const spacingMs = loginSpacingMs + loginSlackMs;

async function setup() {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const { db } = database;
  let nowMs = startMs;
  const now = () => new Date(nowMs);
  const clock = { ...systemClock, nowMs: () => nowMs };
  const counter = createPermitCounter(db, clock);
  const ask = (request: PermitRequest, permits = counter) =>
    permits.take(keysOf(request), permitLogin(request));
  return {
    db,
    clock,
    counter,
    ask,
    now,
    pass: (ms: number) => {
      nowMs += ms;
    },
    set: (ms: number) => {
      nowMs = ms;
    },
    take: (nameKey: Buffer, accountKey?: Buffer) => {
      const requestCount = accountKey ? 1 : 2;
      return ask({ nameKey, accountKey, requestCount });
    },
    second: (nameKey: Buffer, accountKey: Buffer, isAccountCounted: boolean, permitAtMs = nowMs) =>
      counter.take(
        [nameKey, accountKey],
        permitSecondRequest({ nameKey, accountKey, isAccountCounted, permitAtMs }),
      ),
  };
}

const newKey = () => randomBytes(32);

describe('a login permit (P4)', () => {
  it('is given once to many who ask at once', async () => {
    const { take } = await setup();
    const [name, account] = [newKey(), newKey()];
    const permits = await Promise.all(
      Array.from({ length: 12 }, (_, at) => take(name, at % 2 ? account : undefined)),
    );
    expect(permits.filter(({ kind }) => kind === 'granted')).toHaveLength(1);
  });

  it('is not given to a poll that was outrun, and then costs nothing', async () => {
    const { db, clock, ask, take } = await setup();
    const [nameKey, accountKey] = [newKey(), newKey()];
    const permits = createPermitCounter(db, clock, async () => false);
    const outrun = await ask({ nameKey, accountKey, requestCount: 1 }, permits);
    expect(outrun).toEqual({ kind: 'outrun' });
    expect(await take(nameKey, accountKey)).toMatchObject({ kind: 'granted' });
  });

  it('counts on the account of a name that is known to lead there, and on its other names', async () => {
    const { take, second, pass } = await setup();
    const [user, mail, account] = [newKey(), newKey(), newKey()];
    for (const name of [user, mail]) {
      await take(name);
      await second(name, account, false);
      pass(11 * minuteMs);
    }
    const permit = await take(user);
    expect(permit.kind === 'granted' && permit.keys.some((key) => key.equals(account))).toBe(true);
    pass(spacingMs - 1);
    expect(await take(mail)).toMatchObject({ kind: 'denied' });
    expect(await take(newKey(), account)).toMatchObject({ kind: 'denied' });
  });

  it('of a name that is not known asks the account before the second request', async () => {
    const { take, second, pass } = await setup();
    const [name, account] = [newKey(), newKey()];
    for (let login = 0; login < 3; login++) {
      expect(await take(newKey(), account)).toMatchObject({ kind: 'granted' });
      pass(spacingMs);
    }
    expect(await take(name)).toMatchObject({ kind: 'granted' });
    expect(await second(name, account, false)).toMatchObject({ kind: 'denied' });
    // The first request carried the password all the same, and counts.
    pass(7 * minuteMs);
    expect(await take(newKey(), account)).toMatchObject({ kind: 'granted' });
    pass(spacingMs);
    expect(await take(name)).toMatchObject({ kind: 'denied' });
  });

  it('of a name that never led anywhere is given twice in ten minutes', async () => {
    const { take, pass } = await setup();
    const name = newKey();
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(await take(name)).toMatchObject({ kind: 'granted' });
      pass(spacingMs);
    }
    expect(await take(name)).toMatchObject({ kind: 'denied' });
  });

  it('counts on the account what a name sent before anybody knew where it leads', async () => {
    const { take, second, pass } = await setup();
    const [name, account] = [newKey(), newKey()];
    await take(name);
    pass(spacingMs);
    await take(name);
    expect(await second(name, account, false)).toMatchObject({ kind: 'granted' });
    pass(spacingMs);
    // Three requests have carried the password, and two are left for another name.
    expect(await take(newKey(), account)).toMatchObject({ kind: 'granted' });
    pass(spacingMs);
    expect(await take(newKey(), account)).toMatchObject({ kind: 'denied' });
  });

  it('asks what Dexcom said to another name of the same person', async () => {
    const { counter, ask: askFor, now, pass } = await setup();
    const [name, other, personKey] = [newKey(), newKey(), newKey()];
    const ask = (nameKey: Buffer) => askFor({ nameKey, personKey, requestCount: 2 });
    const permit = await ask(name);
    if (permit.kind !== 'granted') throw new Error('no permit');
    const lockedUntil = new Date(now().getTime() + 10 * minuteMs);
    await counter.recordWait(permit.keys, { kind: 'locked', until: lockedUntil });
    pass(9 * minuteMs);
    expect(await ask(other)).toMatchObject({ kind: 'denied', reason: 'locked-out' });
    pass(2 * minuteMs);
    expect(await ask(other)).toMatchObject({ kind: 'granted' });
    // A wrong name is put right at once: the person as such has no budget.
    expect(await ask(newKey())).toMatchObject({ kind: 'granted' });
  });

  it('of a stranger is given a moment after another, and its session a minute after the last', async () => {
    const { ask, take, second, pass, now } = await setup();
    const [nameKey, account] = [newKey(), newKey()];
    await take(nameKey);
    await second(nameKey, account, false);
    pass(11 * minuteMs);
    // The poll's login by the account's id.
    expect(await take(newKey(), account)).toMatchObject({ kind: 'granted' });
    pass(1_000);
    const guess = await ask({ nameKey, patienceKey: newKey(), requestCount: 2 });
    expect(guess).toMatchObject({ kind: 'granted' });
    pass(1_000);
    const owner = await ask({ nameKey, patienceKey: newKey(), requestCount: 2 });
    expect(owner).toMatchObject({ kind: 'granted' });
    const permitAtMs = now().getTime();
    pass(1_000);
    expect(await second(nameKey, account, true, permitAtMs)).toEqual({
      kind: 'denied',
      reason: 'throttled',
      by: 'gateway',
      untilMs: permitAtMs - 2_000 + spacingMs,
    });
  });

  it('of a stranger who was right lets the same team wait a minute', async () => {
    const { ask, counter, pass, now } = await setup();
    const [nameKey, accountKey, patienceKey] = [newKey(), newKey(), newKey()];
    const typed = { nameKey, patienceKey, requestCount: 2 } as const;
    await ask(typed);
    const request = { nameKey, accountKey, patienceKey, isAccountCounted: false };
    const rule = permitSecondRequest({ ...request, permitAtMs: now().getTime() });
    expect(await counter.take(keysOf({ ...typed, accountKey }), rule)).toEqual({ kind: 'granted' });
    pass(spacingMs - 1);
    expect(await ask(typed)).toMatchObject({ kind: 'denied', by: 'gateway' });
    pass(1);
    expect(await ask(typed)).toMatchObject({ kind: 'granted' });
  });

  it('is not lost when its row is forgotten at the same moment', async () => {
    const { db, take, pass, now } = await setup();
    const key = newKey();
    for (let round = 0; round < 20; round++) {
      await take(newKey(), key);
      pass(3 * 24 * 60 * minuteMs);
      const [permit] = await Promise.all([take(newKey(), key), forgetExpiredPermits(db, now())]);
      expect(permit.kind).toBe('granted');
      expect(await take(newKey(), key)).toMatchObject({ kind: 'denied' });
      pass(11 * minuteMs);
    }
  });

  it('leaves a row of its own for each key, and few instants in it', async () => {
    const { db, take, pass } = await setup();
    const key = newKey();
    for (let login = 0; login < 20; login++) {
      await take(newKey(), key);
      pass(5 * minuteMs);
    }
    const row = await db
      .selectFrom('login_budgets')
      .selectAll()
      .where('key', '=', key)
      .executeTakeFirstOrThrow();
    expect(row.permits.length).toBeLessThanOrEqual(3);
  });
});

describe('permits when the clock is set', () => {
  it('back by an hour: they block for ten minutes, not for an hour', async () => {
    const { db, take, set, pass, now } = await setup();
    const key = newKey();
    await take(newKey(), key);
    pass(spacingMs);
    await take(newKey(), key);
    set(startMs - 60 * minuteMs);
    await restampLogins(db, -60 * minuteMs, now());
    expect(await take(newKey(), key)).toMatchObject({ kind: 'denied' });
    pass(spacingMs);
    expect(await take(newKey(), key)).toMatchObject({ kind: 'granted' });
    pass(spacingMs);
    expect(await take(newKey(), key)).toMatchObject({ kind: 'denied' });
    pass(9 * minuteMs);
    expect(await take(newKey(), key)).toMatchObject({ kind: 'granted' });
  });

  it('ahead by an hour: they count on', async () => {
    const { db, take, set, pass, now } = await setup();
    const key = newKey();
    for (let login = 0; login < 3; login++) {
      await take(newKey(), key);
      pass(spacingMs);
    }
    set(now().getTime() + 60 * minuteMs);
    await restampLogins(db, 60 * minuteMs, now());
    await restampLogins(db, 60 * minuteMs, now());
    expect(await take(newKey(), key)).toMatchObject({ kind: 'denied' });
    pass(9 * minuteMs);
    expect(await take(newKey(), key)).toMatchObject({ kind: 'denied' });
    pass(2 * minuteMs);
    expect(await take(newKey(), key)).toMatchObject({ kind: 'granted' });
  });

  it('either way: a lockout lasts ten minutes more at the most, and is not cut short', async () => {
    for (const jumpMs of [60 * minuteMs, -60 * minuteMs]) {
      const { db, take, set, pass, now } = await setup();
      const key = newKey();
      await take(newKey(), key);
      await db
        .updateTable('login_budgets')
        .set({ locked_until: new Date(startMs + 10 * minuteMs) })
        .execute();
      pass(minuteMs);
      set(now().getTime() + jumpMs);
      await restampLogins(db, jumpMs, now());
      pass(8 * minuteMs);
      expect(await take(newKey(), key)).toMatchObject({ kind: 'denied', reason: 'locked-out' });
      pass(3 * minuteMs);
      expect(await take(newKey(), key)).toMatchObject({ kind: 'granted' });
    }
  });
});
