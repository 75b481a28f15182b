import type { Log } from '#std/log';
import { reasonsOf } from '#std/reasons-of';
import type { Service } from '#std/service';

/** The longest time that a stop may take; then the process exits. */
export const stopMsMax = 30_000;

/** The terminal and npm both pass on a Ctrl-C: signals so soon after the first are the same order. */
const sameOrderMs = 1_000;

/**
 * Runs a service as the main program: until SIGINT or SIGTERM, and then a stop of limited time. A
 * second signal exits at once. A failed start prints one line.
 */
export async function runService(service: Service, log: Log): Promise<void> {
  let stoppingSinceMs: number | undefined;
  const stop = async (signal: string) => {
    const nowMs = performance.now();
    if (stoppingSinceMs !== undefined) {
      if (nowMs - stoppingSinceMs < sameOrderMs) return;
      process.exit(1);
    }
    stoppingSinceMs = nowMs;
    log.info('process.stopping', { signal });
    const giveUp = setTimeout(() => {
      log.error('process.stop-timed-out', { stop_ms_max: stopMsMax });
      process.exit(1);
    }, stopMsMax - 500);
    try {
      await service.stop();
      clearTimeout(giveUp);
      log.info('process.stopped');
      process.exitCode = 0;
    } catch (error) {
      clearTimeout(giveUp);
      log.error('process.stop-failed', { error });
      process.exit(1);
    }
  };
  process.on('SIGINT', () => void stop('SIGINT'));
  process.on('SIGTERM', () => void stop('SIGTERM'));
  try {
    await service.start();
  } catch (error) {
    process.stderr.write(`It could not be started: ${reasonsOf(error)}\n`);
    log.debug('process.start-failed', { error });
    await service.stop().catch(() => {});
    process.exit(1);
  }
}
