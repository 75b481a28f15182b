import type { Log } from '#std/log';
import type { Service } from '#std/service';

/** The longest time that a stop may take; then the process exits. */
export const stopMsMax = 30_000;

/**
 * Runs a service as the main program: until SIGINT or SIGTERM, and then a stop of limited time. A
 * second signal exits at once. A failed start prints one line.
 */
export async function runService(service: Service, log: Log): Promise<void> {
  let isStopping = false;
  const stop = async (signal: string) => {
    if (isStopping) process.exit(1);
    isStopping = true;
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
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`It could not be started: ${reason}\n`);
    log.debug('process.start-failed', { error });
    await service.stop().catch(() => {});
    process.exit(1);
  }
}
