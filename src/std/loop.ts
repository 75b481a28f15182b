import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import type { Service } from '#std/service';

/**
 * Runs a step repeatedly. After each step the loop waits for the delay that the step returned, or
 * until it is woken. A step that throws is logged once, here, and tried again after `retryMs`.
 */
export interface LoopOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  /** One unit of work. Returns how many milliseconds to wait before the next. */
  readonly step: (signal: AbortSignal) => Promise<number>;
  /** How long to wait after a step that threw. */
  readonly retryMs: number;
}

export interface Loop extends Service {
  /** Ends the present wait; during a step, the next wait. Cheap; safe to call often. */
  wake(): void;
}

export function createLoop({ name, clock, log, step, retryMs }: LoopOptions): Loop {
  let stopping: AbortController | undefined;
  let running: Promise<void> | undefined;
  let waiting: AbortController | undefined;
  let isWoken = false;

  async function attempt(signal: AbortSignal): Promise<number> {
    try {
      return await step(signal);
    } catch (error) {
      if (!signal.aborted) log.error('loop.failed', { loop: name, error });
      return retryMs;
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      isWoken = false;
      const delayMs = await attempt(signal);
      if (signal.aborted || isWoken || delayMs <= 0) continue;
      waiting = new AbortController();
      await clock.sleep(delayMs, AbortSignal.any([signal, waiting.signal]));
      waiting = undefined;
    }
  }

  return {
    async start() {
      if (running) return;
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping?.abort();
      await running;
      running = undefined;
    },
    wake() {
      isWoken = true;
      waiting?.abort();
    },
  };
}
