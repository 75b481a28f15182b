import { expect } from 'vitest';
import { commandLineSource } from '#src/teams/audit/audit.ts';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { createUser } from '#teams';
import { startTestApi } from '#test/api';
import { atMinute, type ShortReading, storeSamples } from '#test/stored-samples';
import { createVirtualClock } from '#test/virtual-clock';

export const dayMinutes = 24 * 60;

/**
 * The server over a database of its own, at a moment of its own, and users whose samples were stored
 * as a poll stores them.
 */
export async function startGlucoseApi(nowMs: number) {
  const api = await startTestApi({ clock: createVirtualClock(nowMs) });
  const { db } = api.database;

  /** A user with readings; `ask` and `see` ask one field of it, over 14 days unless told. */
  async function setup(readings: readonly ShortReading[] = [], timeZone: string | null = null) {
    const clientUserId = newId(systemClock);
    const teamId = api.mine.id;
    const creation = await createUser(db, systemClock, commandLineSource, {
      teamId,
      clientUserId,
      timeZone,
    });
    if (creation.kind !== 'created') throw new Error(creation.kind);
    const { id: userId } = creation.user;
    if (readings.length > 0) await storeSamples(db, userId, readings);
    const ask = async (field: string, variables: Record<string, unknown> = {}) => {
      const document = `query ($userId: ID!, $from: DateTime!, $to: DateTime, $timeZone: String) {
        user(id: $userId) { ${field} }
        # So that each variable is used.
        used: user(id: $userId) {
          id glucoseDays(from: $from, to: $to, timeZone: $timeZone) @skip(if: true) { date }
        }
      }`;
      return api.ask(document, {
        variables: { userId, from: atMinute(0), to: atMinute(14 * dayMinutes), ...variables },
      });
    };
    const see = async (field: string, variables?: Record<string, unknown>) => {
      const { data, errors } = await ask(field, variables);
      expect(errors).toEqual([]);
      return data.user;
    };
    return { userId, ask, see };
  }

  return { ...api, db, setup };
}

export const range = '(from: $from, to: $to)';
export const zonedRange = '(from: $from, to: $to, timeZone: $timeZone)';
