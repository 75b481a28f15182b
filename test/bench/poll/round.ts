import { systemClock } from '#std/clock';
import { cpuOfPostgres } from '../webhooks/children.ts';
import { cpuSecondsOf, memoryOf, memoryOfPostgres } from './processes.ts';
import type { SimulatorAnswers } from './simulator-process.ts';
import type { Stage, Worker } from './stage.ts';
import type { WorkerFigures } from './worker-process.ts';

/** The running product, in real time: what it did in each slot, and what each process used. */
export interface Figures {
  readonly atMs: number;
  readonly worker: WorkerFigures;
  readonly totals: SimulatorAnswers['totals'];
  readonly postgresSeconds: number;
  readonly simulatorSeconds: number;
  readonly postgresBytes: number;
  readonly simulatorBytes: number;
}

export interface RoundOptions {
  readonly slots: number;
  readonly slotMs: number;
  /** Polled before it counts. */
  readonly warmUpMs: number;
  /** Polled behind the last slot, for the readings that became visible at its end. */
  readonly tailMs: number;
  readonly progress: (line: string) => void;
}

/** Figures at the beginning and after each slot; the worker has stopped. */
export async function runRound(
  stage: Stage,
  worker: Worker,
  { slots, slotMs, warmUpMs, tailMs, progress }: RoundOptions,
): Promise<readonly Figures[]> {
  const startMs = systemClock.monotonicMs() + warmUpMs;
  const taken: Figures[] = [];
  for (let slot = 0; slot <= slots; slot += 1) {
    await systemClock.sleep(startMs + slot * slotMs - systemClock.monotonicMs());
    const figures = await takeFigures(stage, worker);
    taken.push(figures);
    progress(`${slot} of ${slots} slots: ${figures.totals.byKind.read} reads so far`);
  }
  await systemClock.sleep(tailMs);
  await worker.stop();
  return taken;
}

async function takeFigures(stage: Stage, worker: Worker): Promise<Figures> {
  const { simulator, postgresPid } = stage;
  return {
    atMs: systemClock.nowMs(),
    worker: await worker.ask<WorkerFigures>({ kind: 'figures' }),
    totals: await simulator.ask('totals'),
    postgresSeconds: cpuOfPostgres(postgresPid),
    simulatorSeconds: cpuSecondsOf(simulator.pid),
    postgresBytes: memoryOfPostgres(postgresPid),
    simulatorBytes: memoryOf(simulator.pid),
  };
}
