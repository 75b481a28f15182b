import type { Db } from '#db';
import { type IncomingReading, keepHistory } from '#glucose';
import { parseTrend, passwordProvider } from '#providers';
import { createSimulator, demoPeople } from '#simulator';
import { type Clock, dateOf } from '#std/clock';
import { silentLog } from '#std/log';
import { peopleCount } from './people.ts';

const dayMs = 24 * 3_600_000;
/** The present comes by Share, which reaches back one day. */
const presentMs = dayMs;
/** Enough for a report of 14 days, whenever the day begins. */
const pastMs = 16 * dayMs;
/** LOW is told as this. */
const valueMinMgDl = 39;
/** The sensor of the present is quick; that of the past measures as real ones do. */
const cadenceMs = 300_000;

/**
 * Gives a wearer the two weeks before: what the simulated body would have measured, since the
 * same seed gives the same body. Returns how many samples are new.
 */
export async function keepPast(
  db: Db,
  clock: Clock,
  userId: string,
  username: string,
): Promise<number> {
  const simulator = createSimulator({ clock, log: silentLog, adminPort: null });
  const wearer = demoPeople({ count: peopleCount, cadenceMs })
    .filter((person) => person.username === username)
    .map((person) => simulator.addAccount(person));
  const untilMs = clock.nowMs() - presentMs;
  const readings = wearer.flatMap(({ region, username }) =>
    simulator.readingsOf({ region, username }, untilMs, untilMs - pastMs),
  );
  const incoming = readings.flatMap(({ atMs, utcOffsetMinutes, versions }): IncomingReading[] => {
    const last = versions.at(-1);
    // What a sensor tells below 39 is no glucose but a code of its own.
    if (!last || last.valueMgDl < valueMinMgDl) return [];
    const { valueMgDl } = last;
    return [{ takenAtMs: atMs, valueMgDl, trend: parseTrend(last.trend), utcOffsetMinutes }];
  });
  const history = {
    userId,
    provider: passwordProvider,
    origin: 'SANDBOX',
    readings: incoming,
  } as const;
  return (await keepHistory(db, history, dateOf(clock))).createdCount;
}
