import { sql } from 'kysely';
import { systemClock } from '#std/clock';
import { cpuOfPostgres } from '../webhooks/children.ts';
import { givePast } from './give-past.ts';
import { type Stage, settleDown, type Worker } from './stage.ts';
import type { WorkerFigures } from './worker-process.ts';

/**
 * What one poll costs, everything real but the time: it stands still while what is due is polled,
 * and moves on by as much as a tick of the poller, or to the next poll due where that is further.
 * So the same polls in batches of the same size can be had of many connections and of few.
 */
export interface CostOptions {
  readonly startMs: number;
  /** Whether readings up to then are stored. */
  readonly isStored: boolean;
  readonly warmUpPolls: number;
  readonly polls: number;
}

export interface Cost {
  readonly polls: number;
  readonly pollsPerBatch: number;
  readonly readings: number;
  /** Milliseconds of processor per poll. */
  readonly workerMs: number;
  readonly postgresMs: number;
  readonly statements: number;
  /** The instant up to which was polled. */
  readonly endMs: number;
}

const tickMs = 150;
/** Below what a node begins in a second at most, or that would make batches small. */
const pollsPerSecondMax = 500;
/** So late that each poll finds its reading, as long as nobody polls for much longer than a run. */
const behindMs = 5_000;

export async function measureCost(stage: Stage, options: CostOptions): Promise<Cost> {
  const { startMs, isStored, warmUpPolls, polls } = options;
  await givePast(stage.db, { ...stage, atMs: startMs, behindMs, isStored });
  await settleDown(stage.db);
  const worker = await stage.startWorker(startMs);
  const warm = await pollOn(stage, worker, startMs, warmUpPolls);
  const before = await figuresOf(stage, worker);
  const done = await pollOn(stage, worker, warm.atMs, polls);
  const after = await figuresOf(stage, worker);
  await worker.stop();
  await stage.simulator.holdAt(null);
  const perPoll = (used: number) => used / done.polls;
  return {
    polls: done.polls,
    pollsPerBatch: done.polls / done.batches,
    readings: perPoll(after.samples - before.samples),
    workerMs: 1000 * perPoll(after.worker.cpuSeconds - before.worker.cpuSeconds),
    postgresMs: 1000 * perPoll(after.postgresSeconds - before.postgresSeconds),
    statements: perPoll(after.worker.statementCount - before.worker.statementCount),
    endMs: done.atMs,
  };
}

async function figuresOf({ db, postgresPid }: Stage, worker: Worker) {
  const { rows } = await sql<{ samples: number }>`
    select coalesce(sum(created_count), 0)::int as samples from polls`.execute(db);
  const figures = await worker.ask<WorkerFigures>({ kind: 'figures' });
  return {
    worker: figures,
    postgresSeconds: cpuOfPostgres(postgresPid),
    samples: rows[0]?.samples ?? 0,
  };
}

async function pollOn({ db, simulator }: Stage, worker: Worker, fromMs: number, wanted: number) {
  let atMs = fromMs;
  let polls = 0;
  let batches = 0;
  const startMs = systemClock.monotonicMs();
  while (polls < wanted) {
    await simulator.holdAt(atMs);
    const count = await worker.ask<number>({ kind: 'poll', atMs });
    polls += count;
    if (count > 0) batches += 1;
    const earliestMs = startMs + (1000 * polls) / pollsPerSecondMax;
    await systemClock.sleep(earliestMs - systemClock.monotonicMs());
    atMs = count > 0 ? atMs + tickMs : Math.max(atMs, await nextDueMs(db)) + tickMs;
  }
  return { atMs, polls, batches };
}

async function nextDueMs(db: Stage['db']): Promise<number> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(next_poll_at) as at from poll_plans`.execute(db);
  return rows[0]?.at?.getTime() ?? 0;
}
