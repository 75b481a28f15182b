/** Lets a limited number of tasks run at once; the others wait in the order of their calls. */
export interface Semaphore {
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  readonly waitingCount: number;
}

export function createSemaphore(runningMax: number): Semaphore {
  const waiting: (() => void)[] = [];
  let runningCount = 0;

  return {
    get waitingCount() {
      return waiting.length;
    },
    async run(work) {
      if (runningCount < runningMax) runningCount += 1;
      else await new Promise<void>((admit) => waiting.push(admit));
      try {
        return await work();
      } finally {
        const admit = waiting.shift();
        if (admit) admit();
        else runningCount -= 1;
      }
    },
  };
}
