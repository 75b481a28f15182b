import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop } from '#std/loop';
import type { Service } from '#std/service';

/** Periodic work. Any node may do it, and two nodes at once do no harm. */
export interface Task {
  readonly name: string;
  readonly everyMs: number;
  /** Returns a count for the log: how many rows, users or partitions it handled. */
  readonly run: () => Promise<number>;
}

const lookEveryMs = 30_000;
const retryMs = 60_000;

/**
 * Runs each task at the start and then at its interval. A failed task is tried again after a
 * minute.
 */
export function createMaintenance(
  tasks: readonly Task[],
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Service {
  const dueAtMs = new Map<string, number>();

  async function run(task: Task): Promise<void> {
    const startedMs = clock.monotonicMs();
    try {
      const count = await task.run();
      dueAtMs.set(task.name, startedMs + task.everyMs);
      if (count > 0) log.info('maintenance.done', { task: task.name, count });
    } catch (error) {
      dueAtMs.set(task.name, startedMs + Math.min(retryMs, task.everyMs));
      log.error('maintenance.failed', { task: task.name, error });
    }
  }

  return createLoop({
    name: 'maintenance',
    clock,
    log,
    retryMs,
    async step(signal) {
      for (const task of tasks) {
        if (signal.aborted) break;
        if ((dueAtMs.get(task.name) ?? 0) <= clock.monotonicMs()) await run(task);
      }
      return lookEveryMs;
    },
  });
}
