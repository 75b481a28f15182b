import type { App } from '#app';
import { systemClock } from '#std/clock';
import type { Log } from '#std/log';
import type { Service } from '#std/service';

/** The gateway of a sandbox, which can be away for a while, as with an upgrade or a crash. */
export interface RestartingApp extends Service {
  port(): number;
  /** Returns at once: whoever asks may do so through the gateway that stops. */
  restart(): void;
}

/** Whoever ordered it is answered before. */
const beforeStopMs = 300;
/** Long enough for the console to say that the gateway is away, which it does after five seconds. */
export const awayMs = 12_000;
/** A database that answers late fails a start; the next one finds it well. */
const triesMax = 100;

const pauses = { awayMs, betweenTriesMs: 3_000 };

export function createRestartingApp(
  create: () => App,
  log: Log,
  { awayMs, betweenTriesMs } = pauses,
): RestartingApp {
  const stopping = new AbortController();
  let app = create();
  let restarting: Promise<void> | null = null;

  async function stopAndStart(): Promise<void> {
    await systemClock.sleep(beforeStopMs);
    await stopApp();
    await systemClock.sleep(awayMs, stopping.signal);
    for (let triesLeft = triesMax; triesLeft > 0 && !stopping.signal.aborted; triesLeft -= 1) {
      app = create();
      try {
        await app.start();
        return;
      } catch (error) {
        log.warn('sandbox.restart_failed', { error, triesLeft: triesLeft - 1 });
        await stopApp();
        await systemClock.sleep(betweenTriesMs, stopping.signal);
      }
    }
  }

  /** What could not be stopped is no reason to stay away. */
  const stopApp = () =>
    app.stop().catch((error: unknown) => log.warn('sandbox.stop_failed', { error }));

  return {
    port: () => app.port(),
    start: () => app.start(),
    restart() {
      restarting ??= stopAndStart().finally(() => {
        restarting = null;
      });
    },
    async stop() {
      stopping.abort();
      await restarting;
      await app.stop();
    },
  };
}
