import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { findConnections, freshForMs, presentState, presentStates } from '#connections';
import { findConnectionsInStates } from '#poller';
import { connectionStates } from '#src/connections/states/state.ts';
import { readPollPace } from '#src/poller/policy/poll-memory.ts';
import { seededRandom } from '#std/random';
import { linkMany } from '#test/link-many';
import { createRig } from '#test/rig';
import { minuteMs, secondMs } from './polls.ts';

/** Connections in all states that are stored, and of all ages, those at the bounds included. */
async function setup() {
  const rig = await createRig();
  onTestFinished(() => rig.close());
  const { db, clock, teamId } = rig;
  const accounts = rig.simulator.addAccounts(200);
  await linkMany(rig.deps, accounts, { teamId, spreadMs: 0 });
  const random = seededRandom(5);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const agesMs = [0, 9, 10, 10.5, 19, 20, 21, 30, 60, 90].map((minutes) => minutes * minuteMs);
  const overdueMs = [-minuteMs, 0, 119 * secondMs, 120 * secondMs, 120_001, 3 * minuteMs, null];
  const memories = [
    {},
    { cadenceMs: 300_000, delayMs: 0 },
    { cadenceMs: 20_000, delayMs: -5_000 },
    { cadenceMs: 900_000, delayMs: 30_000 },
  ];
  const rows = await db.selectFrom('connections').select('id').execute();
  const at = (agoMs: number) => new Date(clock.nowMs() - agoMs);
  for (const { id } of rows) {
    const state = pick(connectionStates);
    const overdue = pick(overdueMs);
    const newest = random() < 0.1 ? null : at(pick(agesMs));
    const ended = {
      disconnected_at: at(0),
      credentials_sealed: null,
      session_sealed: null,
      session_opened_at: null,
    };
    const facts = state === 'DISCONNECTED' ? { state, ...ended } : { state };
    await db.updateTable('connections').set(facts).where('id', '=', id).execute();
    await sql`
      update poll_plans set newest_taken_at = ${newest}, memory = ${JSON.stringify(pick(memories))},
        next_poll_at = ${overdue === null ? null : at(overdue)}
      where connection_id = ${id}`.execute(db);
  }
  return rig;
}

it('connections are found by the state that they are told to be in', async () => {
  const { db, clock, teamId } = await setup();
  const query = { teamId, includesDisconnected: true, limit: 1_000 };
  const now = new Date(clock.nowMs());
  const told = new Map<string, string[]>();
  for (const connection of await findConnections(db, query)) {
    const { cadenceMs, delayMs } = readPollPace(connection);
    const freshMs = freshForMs(cadenceMs, Math.max(0, delayMs));
    const { state } = presentState(connection, freshMs, now);
    told.set(state, [...(told.get(state) ?? []), connection.id]);
  }
  expect(told.size).toBe(presentStates.length);
  for (const state of presentStates) {
    const found = await findConnectionsInStates(db, query, [state], now);
    expect(found.map(({ id }) => id)).toEqual(told.get(state));
  }
  const both = await findConnectionsInStates(db, query, ['FRESH', 'NOT_POLLED'], now);
  const wanted = [...(told.get('FRESH') ?? []), ...(told.get('NOT_POLLED') ?? [])];
  expect(both.map(({ id }) => id)).toEqual(wanted.toSorted());
});
