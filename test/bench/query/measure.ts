import { type Child, cpuMsOf, runLoad } from './children.ts';
import { cpuOfPostgres } from './cpu-of-postgres.ts';
import type { Subject } from './subjects.ts';

export interface MeasureOptions {
  readonly load: Child;
  readonly postgresPid: number;
  readonly rounds: number;
  readonly durationMs: number;
  readonly connections: number;
}

/** What one round found of one subject. */
export interface Figures {
  readonly requestsPerSecond: number;
  /** Of the server's process, a request. */
  readonly cpuMs: number;
  /** Of Postgres, a request. */
  readonly postgresCpuMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bytes: number;
}

const warmUpMs = 2_500;

/** Round by round, each subject for a while, in an order that turns. */
export async function measure(
  subjects: readonly Subject[],
  options: MeasureOptions,
): Promise<Figures[][]> {
  const found: Figures[][] = subjects.map(() => []);
  for (const subject of subjects) await runOnce(subject, { ...options, durationMs: warmUpMs });
  for (let round = 0; round < options.rounds; round += 1) {
    for (let turn = 0; turn < subjects.length; turn += 1) {
      const index = (round + turn) % subjects.length;
      found[index]?.push(await runOnce(subjects[index] as Subject, options));
    }
  }
  return found;
}

async function runOnce(subject: Subject, options: MeasureOptions): Promise<Figures> {
  const { load, postgresPid, durationMs, connections } = options;
  const { server, requests } = subject;
  const cpuBefore = await cpuMsOf(server);
  const postgresBefore = cpuOfPostgres(postgresPid);
  const order = { port: server.greeting, requests, connections, durationMs };
  const { count, seconds, bytes, p50Ms, p99Ms } = await runLoad(load, order);
  const postgresCpuMs = ((cpuOfPostgres(postgresPid) - postgresBefore) * 1_000) / count;
  const cpuMs = ((await cpuMsOf(server)) - cpuBefore) / count;
  const requestsPerSecond = count / seconds;
  return { requestsPerSecond, cpuMs, postgresCpuMs, p50Ms, p99Ms, bytes: bytes / count };
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** The median over the rounds of the ratio within each round. */
export function ratioOf(
  ours: readonly Figures[],
  theirs: readonly Figures[],
  figure: (figures: Figures) => number,
): number {
  const ratios = ours.map((round, index) => {
    const other = theirs[index];
    return other ? figure(round) / figure(other) : Number.NaN;
  });
  return medianOf(ratios);
}
