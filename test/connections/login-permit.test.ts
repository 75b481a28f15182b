import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  forgetExpired,
  loginSlackMs,
  loginSpacingMs,
  restampLogins,
  takeLoginPermit,
  takeSecondRequest,
} from '#connections';
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
  return {
    db,
    now,
    pass: (ms: number) => {
      nowMs += ms;
    },
    set: (ms: number) => {
      nowMs = ms;
    },
    take: (keys: readonly Buffer[], requestCount: 1 | 2 = 1) =>
      takeLoginPermit(db, { keys, requestCount }, now()),
    second: (nameKey: Buffer, accountKey: Buffer, isAccountCounted: boolean) =>
      takeSecondRequest(db, { nameKey, accountKey, isAccountCounted }, now()),
  };
}

const newKey = () => randomBytes(32);

describe('a login permit', () => {
  it('is given once to many who ask at once', async () => {
    const { take } = await setup();
    const [name, account] = [newKey(), newKey()];
    const permits = await Promise.all(
      Array.from({ length: 12 }, (_, at) => take(at % 2 ? [name, account] : [account, name])),
    );
    expect(permits.filter(({ kind }) => kind === 'granted')).toHaveLength(1);
  });

  it('is not given to a poll that was outrun, and then costs nothing', async () => {
    const { db, now, take } = await setup();
    const keys = [newKey()];
    const outrun = await takeLoginPermit(
      db,
      { keys, requestCount: 1, isHeld: async () => false },
      now(),
    );
    expect(outrun).toEqual({ kind: 'outrun' });
    expect(await take(keys)).toMatchObject({ kind: 'granted' });
  });

  it('counts on the account of a name that is known to lead there, and on its other names', async () => {
    const { take, second, pass } = await setup();
    const [user, mail, account] = [newKey(), newKey(), newKey()];
    for (const name of [user, mail]) {
      await take([name], 2);
      await second(name, account, false);
      pass(11 * minuteMs);
    }
    const permit = await take([user], 2);
    expect(permit.kind === 'granted' && permit.keys.some((key) => key.equals(account))).toBe(true);
    pass(spacingMs - 1);
    expect(await take([mail], 2)).toMatchObject({ kind: 'denied' });
    expect(await take([account])).toMatchObject({ kind: 'denied' });
  });

  it('of a name that is not known asks the account before the second request', async () => {
    const { take, second, pass } = await setup();
    const [name, account] = [newKey(), newKey()];
    for (let login = 0; login < 3; login++) {
      expect(await take([account])).toMatchObject({ kind: 'granted' });
      pass(spacingMs);
    }
    expect(await take([name], 2)).toMatchObject({ kind: 'granted' });
    expect(await second(name, account, false)).toMatchObject({ kind: 'denied' });
    // The first request carried the password all the same, and counts.
    pass(7 * minuteMs);
    expect(await take([account])).toMatchObject({ kind: 'granted' });
    pass(spacingMs);
    expect(await take([name], 2)).toMatchObject({ kind: 'denied' });
  });

  it('is not lost when its row is forgotten at the same moment', async () => {
    const { db, take, pass, now } = await setup();
    const key = newKey();
    for (let round = 0; round < 20; round++) {
      await take([key]);
      pass(3 * 24 * 60 * minuteMs);
      const [permit] = await Promise.all([take([key]), forgetExpired(db, now())]);
      expect(permit.kind).toBe('granted');
      expect(await take([key])).toMatchObject({ kind: 'denied' });
      pass(11 * minuteMs);
    }
  });

  it('leaves a row of its own for each key, and few instants in it', async () => {
    const { db, take, pass } = await setup();
    const key = newKey();
    for (let login = 0; login < 20; login++) {
      await take([key]);
      pass(5 * minuteMs);
    }
    const row = await db.selectFrom('login_budgets').selectAll().executeTakeFirstOrThrow();
    expect(row.permits.length).toBeLessThanOrEqual(3);
  });
});

describe('permits when the clock is set', () => {
  it('back by an hour: they block for ten minutes, not for an hour', async () => {
    const { db, take, set, pass, now } = await setup();
    const key = newKey();
    await take([key]);
    pass(spacingMs);
    await take([key]);
    set(startMs - 60 * minuteMs);
    await restampLogins(db, -60 * minuteMs, now());
    expect(await take([key])).toMatchObject({ kind: 'denied' });
    pass(spacingMs);
    expect(await take([key])).toMatchObject({ kind: 'granted' });
    pass(spacingMs);
    expect(await take([key])).toMatchObject({ kind: 'denied' });
    pass(9 * minuteMs);
    expect(await take([key])).toMatchObject({ kind: 'granted' });
  });

  it('ahead by an hour: they count on', async () => {
    const { db, take, set, pass, now } = await setup();
    const key = newKey();
    for (let login = 0; login < 3; login++) {
      await take([key]);
      pass(spacingMs);
    }
    set(now().getTime() + 60 * minuteMs);
    await restampLogins(db, 60 * minuteMs, now());
    await restampLogins(db, 60 * minuteMs, now());
    expect(await take([key])).toMatchObject({ kind: 'denied' });
    pass(9 * minuteMs);
    expect(await take([key])).toMatchObject({ kind: 'denied' });
    pass(2 * minuteMs);
    expect(await take([key])).toMatchObject({ kind: 'granted' });
  });

  it('either way: a lockout lasts ten minutes more at the most, and is not cut short', async () => {
    for (const jumpMs of [60 * minuteMs, -60 * minuteMs]) {
      const { db, take, set, pass, now } = await setup();
      const key = newKey();
      await take([key]);
      await db
        .updateTable('login_budgets')
        .set({ locked_until: new Date(startMs + 10 * minuteMs) })
        .execute();
      pass(minuteMs);
      set(now().getTime() + jumpMs);
      await restampLogins(db, jumpMs, now());
      pass(8 * minuteMs);
      expect(await take([key])).toMatchObject({ kind: 'denied', reason: 'locked-out' });
      pass(3 * minuteMs);
      expect(await take([key])).toMatchObject({ kind: 'granted' });
    }
  });
});
