import type { Db } from '#db';
import { oauthProvider, type Providers } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop, type Loop } from '#std/loop';
import type { Sealer } from '#std/sealed-box';
import { beginPulls } from './begin-pulls.ts';
import { claimPulls } from './claim-pull.ts';
import { pullStep } from './pull-step.ts';

export interface DiaryPullerOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly systemClock: Clock;
  readonly log: Log;
  readonly sealer: Sealer;
  readonly providers: Providers;
  /** How far back the past of a new connection is fetched. */
  readonly historyDays: number;
}

/** A node asks for so many at once: an answer may hold 4 MB, and what polls is more urgent. */
const pullsAtOnceMax = 4;
/** New connections are looked for this often. */
const idleMs = 3_000;
const retryMs = 10_000;
const dayMs = 86_400_000;

export function createDiaryPuller(options: DiaryPullerOptions): Loop {
  const { db, clock, systemClock, log, historyDays } = options;

  async function step(signal: AbortSignal): Promise<number> {
    const now = dateOf(clock);
    const fromAt = new Date(now.getTime() - historyDays * dayMs);
    await beginPulls(db, oauthProvider, { now, fromAt });
    const claimed = await claimPulls(db, now, pullsAtOnceMax);
    await Promise.all(
      claimed.map((pull) =>
        pullStep(options, pull, signal).catch((error: unknown) => {
          if (signal.aborted) return;
          log.error('diary.failed', { connection_id: pull.connectionId, error });
        }),
      ),
    );
    return claimed.length > 0 ? 0 : idleMs;
  }

  return createLoop({ name: 'diary', clock: systemClock, log, step, retryMs });
}
