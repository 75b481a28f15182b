import { sql } from 'kysely';
import { expect, onTestFinished } from 'vitest';
import { findDiaryEntries } from '#diary';
import { beginPulls, createPuller, findPulls } from '#pulls';
import type { PullResource } from '#src/pulls/resource.ts';
import { registerApps } from '#test/consents';
import { hourMs } from '#test/linked-rig';
import { createRig, type RigOptions } from '#test/rig';
import { linkRigByConsent } from '#test/rig-consents';

const dayMs = 24 * hourMs;
const who = { username: 'wearer', password: 'the-password' };

export interface PullRigOptions extends RigOptions {
  /** How far back the past is pulled. */
  readonly days?: number;
  readonly windowMinutes?: number;
  /** Whether the person is linked by Share before, and for how long. */
  readonly sharedForMs?: number;
}

export type PullRig = Awaited<ReturnType<typeof createPullRig>>;

/** A rig with a person who is linked by consent, and what pulls beside their polls. */
export async function createPullRig(options: PullRigOptions = {}) {
  const { days = 3, windowMinutes = 1_440, sharedForMs = 0, ...rest } = options;
  const rig = await createRig(rest);
  onTestFinished(() => rig.close());
  registerApps(rig.simulator);
  const account = rig.simulator.addAccount({ ...who, visibilityDelayMs: 12_000 });
  const { clock, db } = rig;
  const user = await rig.addUser();
  if (sharedForMs > 0) {
    expect((await rig.link(user, account)).kind).toBe('connected');
    await rig.runFor(sharedForMs);
  }
  const linkBy = async (days: number) => {
    const linking = sharedForMs > 0 ? await rig.newToken(user) : user;
    return linkRigByConsent(rig, linking, who, (tx, connectionId) =>
      beginPulls(tx, { connectionId, days }, new Date(clock.nowMs())),
    );
  };
  const linkedAtMs = clock.nowMs();
  return {
    ...rig,
    ...{ account, user, linkedAtMs, days },
    /** Returns the connection by consent. */
    async consent() {
      expect(await linkBy(days)).toBe('connected');
      await sql`update pulls set window_minutes = ${windowMinutes}`.execute(db);
      const { id } = await db
        .selectFrom('connections')
        .select('id')
        .where('provider', '=', 'dexcom_v3')
        .executeTakeFirstOrThrow();
      return id;
    },
    puller: createPuller({ ...rig.deps }),
    samples: () =>
      db
        .selectFrom('glucose_samples')
        .select(['taken_at', 'value_mg_dl', 'is_late', 'revision'])
        .orderBy('taken_at')
        .execute(),
    entries: () =>
      findDiaryEntries(db, rig.deps.sealer, {
        ...{ userId: user.userId, from: new Date(0), to: new Date(clock.nowMs() + dayMs) },
        limit: 10_000,
      }),
    async payloadsOf(types: RegExp) {
      const { rows } = await sql<{ payload: string }>`
        select payload::text as payload from events order by position`.execute(db);
      const payloads = rows.map(({ payload }) => JSON.parse(payload) as { event_type: string });
      return payloads.filter(({ event_type: type }) => types.test(type));
    },
    /** All of a table as text. */
    async dump(table: string) {
      const { rows } = await sql<{ text: string }>`
        select string_agg(t::text, E'\n') as text from ${sql.table(table)} t`.execute(db);
      return { rows: rows[0]?.text ?? '' };
    },
    async told(prefix: string) {
      return (await rig.eventsOf(user)).filter(({ type }) => type.startsWith(prefix));
    },
  };
}

/** Pulls what is due, and goes on. */
export async function pullFor({ puller, clock }: PullRig, durationMs: number): Promise<void> {
  for (let passedMs = 0; passedMs < durationMs; passedMs += 30_000) {
    while ((await puller.pullDue()) > 0);
    await clock.advance(30_000);
  }
}

export async function progressOf({ db }: PullRig, id: string, resource: PullResource) {
  return (await findPulls(db, [id])).find((each) => each.resource === resource);
}
