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

export function createRestartingApp(create: () => App, log: Log): RestartingApp {
  const stopping = new AbortController();
  let app = create();
  let restarting: Promise<void> | null = null;

  async function stopAndStart(): Promise<void> {
    await systemClock.sleep(beforeStopMs);
    await app.stop();
    await systemClock.sleep(awayMs, stopping.signal);
    if (stopping.signal.aborted) return;
    app = create();
    await app.start();
  }

  return {
    port: () => app.port(),
    start: () => app.start(),
    restart() {
      restarting ??= stopAndStart()
        .catch((error) => log.error('sandbox.restart_failed', { error }))
        .finally(() => {
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
