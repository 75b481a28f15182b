import { schema } from '#schema';
import { systemClock } from '#std/clock';
import { type Random, seededRandom } from '#std/random';
import { makeBytes, sendBytes } from '#test/hostile-bytes';
import { attackBySocket, makeSocket } from '#test/hostile-frames';
import { type HostileVerdict, makeRequest, sendHostile } from '#test/hostile-requests';
import { makeResourceRequest } from '#test/hostile-resources';
import {
  type Bench,
  type BenchBar,
  type BenchOptions,
  type BenchReport,
  barAtLeast,
  barAtMost,
  countSetting,
} from './bench.ts';
import { type HostileStage, heapMegabytes, withHostileStage } from './hostile/stage.ts';
import { unreadDoors } from './hostile/unread-readers.ts';
import { cpuOf } from './webhooks/children.ts';

/**
 * The product in a process of its own, with the limits of production, under requests, sockets and
 * bytes that are wrong on every level, at an even pace, beside readers that ask for much and read
 * nothing, while an honest client asks on. Everything
 * that is sent comes from the seed.
 */
type AttackKind = 'requests' | 'sockets' | 'bytes';

interface Tally {
  readonly counts: Map<string, number>;
  readonly faults: string[];
  /** What the gateway told its log as mistakes of its own. */
  readonly complaints: string[];
  readonly sent: Record<AttackKind, number>;
  honestCount: number;
  readonly honestFailures: string[];
  slowestHonestMs: number;
}

const heapGrowthMax = 1.2;
const residentMegabytesMax = 700;
/** At the end of each of these parts the heap is weighed; the first is what the last is held to. */
const parts = 6;
const inHandMax = 200;
const honestEveryMs = 1_000;
const faultsKept = 20;

function attackOf(stage: HostileStage, kind: AttackKind, random: Random) {
  const { origin, traces, loot, strangers } = stage;
  const { otherTeam, otherUser, bad } = strangers;
  const credentials = [
    ...Array<Record<string, string>>(20).fill(otherTeam),
    ...Array<Record<string, string>>(8).fill(otherUser),
    ...bad,
    {},
  ];
  const options = { schema, random, credentials, loot };
  switch (kind) {
    case 'requests': {
      const request = random() < 0.8 ? makeRequest(options) : makeResourceRequest(options);
      return { attack: request, send: () => sendHostile(origin, request, traces) };
    }
    case 'sockets': {
      const socket = makeSocket(options);
      return { attack: socket, send: () => attackBySocket(origin, socket, traces) };
    }
    case 'bytes': {
      const bytes = makeBytes(options);
      const attack = bytes.chunks.map((chunk) => chunk.toString('latin1'));
      return { attack, send: () => sendBytes(origin, bytes, traces) };
    }
  }
}

function kindOf(dice: number): AttackKind {
  if (dice < 0.75) return 'requests';
  return dice < 0.9 ? 'sockets' : 'bytes';
}

function note(tally: Tally, kind: AttackKind, attack: unknown, verdict: HostileVerdict): void {
  const key = `${kind} ${verdict.status || 'none'}`;
  tally.counts.set(key, (tally.counts.get(key) ?? 0) + 1);
  if (verdict.fault === null) return;
  const told = JSON.stringify(attack).slice(0, 5_000);
  if (tally.faults.length < faultsKept) tally.faults.push(`${kind}: ${verdict.fault}\n${told}`);
  else tally.faults.push(kind);
}

async function attackUntil(
  stage: HostileStage,
  { random, perSecond, endMs }: { random: Random; perSecond: number; endMs: number },
  tally: Tally,
): Promise<void> {
  const inHand = new Set<Promise<void>>();
  const startMs = systemClock.monotonicMs();
  for (let count = 0; ; count += 1) {
    const dueMs = startMs + (count * 1_000) / perSecond;
    if (dueMs >= endMs) break;
    await systemClock.sleep(Math.max(0, dueMs - systemClock.monotonicMs()));
    if (inHand.size >= inHandMax) await Promise.race(inHand);
    const kind = kindOf(random());
    const { attack, send } = attackOf(stage, kind, random);
    tally.sent[kind] += 1;
    const sending: Promise<void> = send()
      .then((verdict) => note(tally, kind, attack, verdict))
      .finally(() => inHand.delete(sending));
    inHand.add(sending);
  }
  await Promise.all(inHand);
}

async function askUntil(stage: HostileStage, endMs: number, tally: Tally): Promise<void> {
  while (systemClock.monotonicMs() < endMs) {
    const startMs = systemClock.monotonicMs();
    tally.honestCount += 1;
    await stage.askHonestly().catch((error: unknown) => {
      tally.honestFailures.push(String(error));
    });
    const tookMs = systemClock.monotonicMs() - startMs;
    tally.slowestHonestMs = Math.max(tally.slowestHonestMs, tookMs);
    await systemClock.sleep(honestEveryMs);
  }
}

interface Weighing {
  readonly minutes: number;
  /** After collection, with no reader left. */
  readonly heapBytes: number;
  readonly cores: number;
  readonly peaks: Peaks;
}

interface Peaks {
  readonly heap: number;
  readonly resident: number;
}

async function runAttack(stage: HostileStage, options: BenchOptions): Promise<BenchReport> {
  const minutes = countSetting(options, 'minutes', 60);
  const perSecond = countSetting(options, 'rate', 50);
  const seed = countSetting(options, 'seed', 20_260_114);
  const random = seededRandom(seed);
  const sent = { requests: 0, sockets: 0, bytes: 0 };
  const tally: Tally = {
    counts: new Map(),
    faults: [],
    complaints: [],
    sent,
    honestCount: 0,
    honestFailures: [],
    slowestHonestMs: 0,
  };
  const weighings: Weighing[] = [];
  const partMs = (minutes * 60_000) / parts;
  for (let part = 1; part <= parts; part += 1) {
    const startMs = systemClock.monotonicMs();
    const endMs = startMs + partMs;
    const cpuBefore = await cpuOf(stage.gateway as never);
    const attack = { random, perSecond, endMs };
    await Promise.all([
      attackUntil(stage, attack, tally),
      askUntil(stage, endMs, tally),
      stage.unread.readUntil(endMs),
    ]);
    const peaks = await stage.gateway.ask<Peaks>('peaks');
    const cpuSeconds = (await cpuOf(stage.gateway as never)) - cpuBefore;
    const cores = (1_000 * cpuSeconds) / (systemClock.monotonicMs() - startMs);
    const heapBytes = await stage.gateway.ask<number>('heap');
    weighings.push({ minutes: (minutes * part) / parts, heapBytes, cores, peaks });
    const megabytes = (heapBytes / 1e6).toFixed(1);
    tally.complaints.push(...(await stage.gateway.ask<string[]>('complaints')));
    const { length } = tally.faults;
    options.progress(`${part}/${parts}: heap ${megabytes} MB, ${length} faults`);
  }
  for (const told of [tally.faults, tally.honestFailures, tally.complaints]) {
    for (const each of told.slice(0, faultsKept)) options.progress(each);
  }
  const cuts = await stage.gateway.ask<Record<string, number>>('cuts');
  const unread = { opened: stage.unread.opened, cuts };
  return reportOf(tally, weighings, { minutes, perSecond, seed, unread });
}

interface HostileFacts {
  readonly minutes: number;
  readonly perSecond: number;
  readonly seed: number;
  readonly unread: {
    readonly opened: Readonly<Record<string, number>>;
    readonly cuts: Readonly<Record<string, number>>;
  };
}

function reportOf(tally: Tally, weighings: readonly Weighing[], facts: HostileFacts): BenchReport {
  const { sent, counts, honestCount } = tally;
  return {
    tables: [
      {
        title: 'The gateway over time',
        columns: ['minutes', 'heap MB', 'heap at most', 'RSS at most', 'cores'],
        rows: weighings.map(({ minutes, heapBytes, cores, peaks }, index) => ({
          name: `part ${index + 1}`,
          values: [minutes, heapBytes / 1e6, peaks.heap / 1e6, peaks.resident / 1e6, cores],
        })),
      },
      {
        title: 'Answers: status of HTTP, or code with which a socket closed',
        columns: ['count'],
        rows: [...counts].sort().map(([name, count]) => ({ name, values: [count] })),
      },
      {
        title: 'Readers that do not read, by door',
        columns: ['opened', 'cut'],
        rows: unreadDoors.map((door) => ({
          name: door,
          values: [facts.unread.opened[door] ?? 0, facts.unread.cuts[door] ?? 0],
        })),
      },
      {
        title: 'Sent',
        columns: ['count'],
        rows: Object.entries({ ...sent, 'honest questions': honestCount }).map(([name, count]) => ({
          name,
          values: [count],
        })),
      },
    ],
    bars: barsOf(tally, weighings, facts),
    notes: [
      `${facts.minutes} minutes, with at most ${heapMegabytes} MB of heap, at ${facts.perSecond} a second, seed ${facts.seed}.`,
      `The slowest honest answer took ${Math.round(tally.slowestHonestMs)} ms.`,
    ],
  };
}

function barsOf(
  { faults, honestFailures, complaints, sent }: Tally,
  weighings: readonly Weighing[],
  { minutes, perSecond, unread }: HostileFacts,
): BenchBar[] {
  const told = faults.filter((fault) => /told "/.test(fault)).length;
  const growth = (weighings.at(-1)?.heapBytes ?? 0) / (weighings[0]?.heapBytes ?? 1);
  const sentCount = sent.requests + sent.sockets + sent.bytes;
  const wantedCount = Math.floor(minutes * 60 * perSecond * 0.9);
  return [
    barAtMost('5xx but 503 with Retry-After, and failures told', faults.length - told, 0),
    barAtMost('answers with data of anyone else', told, 0),
    barAtMost('mistakes of its own that the gateway logged', complaints.length, 0),
    barAtMost('honest questions not answered, or wrongly', honestFailures.length, 0),
    barAtMost('heap after collection, last part to first', growth, heapGrowthMax),
    barAtMost(
      'resident memory at any time, MB',
      Math.max(...weighings.map(({ peaks }) => peaks.resident)) / 1e6,
      residentMegabytesMax,
    ),
    barAtLeast(
      'doors at which readers were cut',
      unreadDoors.filter((door) => (unread.cuts[door] ?? 0) > 0).length,
      unreadDoors.length,
    ),
    barAtLeast('attacks sent', sentCount, wantedCount),
  ];
}

export const hostile: Bench = {
  name: 'hostile',
  summary:
    'hostile requests, sockets and bytes, readers that do not read, and the memory of the product',
  run: (options) => withHostileStage((stage) => runAttack(stage, options)),
};
