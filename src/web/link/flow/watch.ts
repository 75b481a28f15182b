import type { Outcome } from '#web/link/api/answers.ts';
import type { Api } from '#web/link/api/api.ts';
import { after, chance, monotonicMs } from '#web/shared/platform.ts';
import { lookDelayMs, retryDelayMs } from './states.ts';

/** Looks again and again what became of a connection, until a reading is there or nothing changes. */
export interface Watch {
  /** Looks now, and from then on as often as the state needs it. */
  start(): void;
  stop(): void;
  /** Goes on from what another question brought. */
  take(outcome: Outcome): void;
}

export interface WatchOptions {
  readonly api: Api;
  readonly onOutcome: (outcome: Outcome) => void;
}

export function createWatch({ api, onOutcome }: WatchOptions): Watch {
  let startedAtMs: number | null = null;
  let failures = 0;
  let callOff = () => {};
  let isLooking = false;

  function plan(delayMs: number | null): void {
    callOff();
    callOff = delayMs === null ? () => {} : after(delayMs, () => void look());
  }

  function take(outcome: Outcome): void {
    failures = 0;
    onOutcome(outcome);
    const { connection } = outcome;
    const watchedMs = monotonicMs() - (startedAtMs ?? 0);
    plan(connection && startedAtMs !== null ? lookDelayMs(connection, watchedMs) : null);
  }

  async function look(): Promise<void> {
    if (isLooking || document.visibilityState === 'hidden') return;
    isLooking = true;
    const reply = await api.outcome().finally(() => {
      isLooking = false;
    });
    if (startedAtMs === null) return;
    if (reply.kind === 'answered') return take(reply.data);
    failures += 1;
    plan(retryDelayMs(failures, chance()));
  }

  /** A phone that slept, or had no network, has missed looks: it looks at once. */
  const wake = () => {
    if (startedAtMs !== null) void look();
  };
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('online', wake);

  return {
    take,
    start() {
      startedAtMs ??= monotonicMs();
      void look();
    },
    stop() {
      startedAtMs = null;
      callOff();
    },
  };
}
