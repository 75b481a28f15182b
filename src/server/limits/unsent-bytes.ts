import { Counter, Gauge, type Registry } from 'prom-client';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop } from '#std/loop';
import type { Service } from '#std/service';

/**
 * The bytes of answers that wait in this process because their readers do not take them: bounded for
 * each caller and for the node, over HTTP, server-sent events, sockets and exports together. A reader
 * that is too slow is cut; where a bound is reached, the one that has waited longest goes first. An
 * answer that the kernel takes at once never comes here.
 */
export interface UnsentBytes extends Service {
  /**
   * Whether so many bytes more may wait for a caller. Cuts readers to make room, but none that has
   * had no time to read.
   */
  hasRoomFor(callerKey: string, bytes: number): boolean;
  /** Watches a connection whose reader has not taken all, until it has. */
  watch(connection: object, reader: SlowReader): void;
}

/** By what a reader reads. */
export type Door = (typeof doors)[number];

const doors = ['http', 'sse', 'websocket', 'export'] as const;

export interface SlowReader {
  readonly door: Door;
  readonly callerKey: string;
  /** The bytes that wait for it now; 0 when it has taken all, or is gone. */
  bytesLeft(): number;
  /** The bytes that it has taken, from any moment on. */
  bytesTaken(): number;
  /** How long it was waited for before, where it is held to a pace over all that it reads. */
  readonly waitedMs?: number;
  cut(): void;
}

export interface UnsentLimits {
  readonly unsentBytesPerCallerMax: number;
  readonly unsentBytesMax: number;
  /** How long a reader may stand still. */
  readonly readerPatienceMs: number;
  /** The least pace of who reads much; whoever watches events may be slower. */
  readonly readerBytesPerSecondMin: number;
  /** After how long a reader may be cut to make room for others. */
  readonly readerGraceMs: number;
}

export interface UnsentBytesOptions {
  readonly limits: UnsentLimits;
  readonly metrics: Registry;
  readonly clock: Clock;
  readonly log: Log;
}

const sweepMs = 1_000;
/** What is written in one piece to a connection; only the end of a piece shows that it was read. */
export const pieceBytes = 256_000;

export function createUnsentBytes({
  limits,
  metrics,
  clock,
  log,
}: UnsentBytesOptions): UnsentBytes {
  const { unsentBytesPerCallerMax, unsentBytesMax, readerGraceMs } = limits;
  // In the order in which they began to wait.
  const waiting = new Map<object, Waiting>();
  const byCaller = new Map<string, number>();
  let total = 0;
  const cuts = createMetrics(metrics, () => total);

  function setBytes(entry: Waiting, bytes: number): void {
    const { callerKey } = entry.reader;
    total += bytes - entry.bytes;
    const ofCaller = (byCaller.get(callerKey) ?? 0) + bytes - entry.bytes;
    if (ofCaller > 0) byCaller.set(callerKey, ofCaller);
    else byCaller.delete(callerKey);
    entry.bytes = bytes;
  }

  function drop(connection: object, entry: Waiting): void {
    waiting.delete(connection);
    setBytes(entry, 0);
  }

  function cut(connection: object, entry: Waiting): void {
    const { door } = entry.reader;
    cuts.inc({ door });
    log.warn('reader.cut', { door, bytes: entry.bytes });
    drop(connection, entry);
    entry.reader.cut();
  }

  /** Looks at each reader again; cuts those whose time is over. */
  function sweep(): void {
    const nowMs = clock.monotonicMs();
    for (const [connection, entry] of waiting) {
      const bytes = entry.reader.bytesLeft();
      if (bytes === 0) {
        drop(connection, entry);
        continue;
      }
      setBytes(entry, bytes);
      const bytesTaken = entry.reader.bytesTaken();
      if (bytesTaken > entry.bytesTaken) Object.assign(entry, { bytesTaken, movedAtMs: nowMs });
      if (isTooSlow(entry, nowMs, limits)) cut(connection, entry);
    }
  }

  /** Cuts the readers that have waited longest, of one caller or of all, until there is room. */
  function makeRoom(isOver: () => boolean, callerKey: string | null): void {
    const beforeMs = clock.monotonicMs() - readerGraceMs;
    for (const [connection, entry] of waiting) {
      if (!isOver() || entry.sinceMs > beforeMs) return;
      if (callerKey === null || entry.reader.callerKey === callerKey) cut(connection, entry);
    }
  }

  function hasRoomFor(callerKey: string, bytes: number): boolean {
    const isCallerOver = () => (byCaller.get(callerKey) ?? 0) + bytes > unsentBytesPerCallerMax;
    const isNodeOver = () => total + bytes > unsentBytesMax;
    if (!isCallerOver() && !isNodeOver()) return true;
    sweep();
    if (isCallerOver()) makeRoom(isCallerOver, callerKey);
    if (isNodeOver()) makeRoom(isNodeOver, null);
    return !isCallerOver() && !isNodeOver();
  }

  const loop = createLoop({
    name: 'unsent-bytes',
    clock,
    log,
    retryMs: sweepMs,
    async step() {
      sweep();
      return sweepMs;
    },
  });

  return {
    start: () => loop.start(),
    stop: () => loop.stop(),
    hasRoomFor,
    watch(connection, reader) {
      const known = waiting.get(connection);
      // Whoever had little to read so far is held to a pace from now on only.
      const isSame = known && reader.waitedMs === undefined && known.bytes > pieceBytes;
      const entry = isSame ? known : startedAt(clock.monotonicMs(), reader);
      if (known && !isSame) drop(connection, known);
      waiting.set(connection, entry);
      setBytes(entry, reader.bytesLeft());
    },
  };
}

interface Waiting {
  readonly reader: SlowReader;
  bytes: number;
  readonly sinceMs: number;
  readonly takenBefore: number;
  bytesTaken: number;
  /** When it was last seen to have read. */
  movedAtMs: number;
}

function startedAt(nowMs: number, reader: SlowReader): Waiting {
  const taken = reader.bytesTaken();
  const times = { sinceMs: nowMs, movedAtMs: nowMs };
  return { reader, bytes: 0, ...times, takenBefore: taken, bytesTaken: taken };
}

function isTooSlow(entry: Waiting, nowMs: number, limits: UnsentLimits): boolean {
  const { reader, bytes, sinceMs, takenBefore, bytesTaken, movedAtMs } = entry;
  const { readerPatienceMs, readerBytesPerSecondMin } = limits;
  const { door, waitedMs } = reader;
  // A message of a socket is one piece, however long it is.
  const isSeenToRead = door !== 'websocket' || bytes <= pieceBytes;
  if (isSeenToRead && nowMs - movedAtMs >= readerPatienceMs) return true;
  if (bytes <= pieceBytes && waitedMs === undefined) return false;
  const taken = waitedMs === undefined ? bytesTaken - takenBefore : bytesTaken;
  const readingMs = ((Math.max(0, taken) + bytes) * 1_000) / readerBytesPerSecondMin;
  return nowMs - sinceMs + (waitedMs ?? 0) >= readerPatienceMs + readingMs;
}

function createMetrics(metrics: Registry, total: () => number) {
  const registers = [metrics];
  new Gauge({
    name: 'gateway_unsent_bytes',
    help: 'Bytes of answers that wait for their readers.',
    registers,
    collect() {
      this.set(total());
    },
  });
  const cuts = new Counter({
    name: 'gateway_readers_cut_total',
    help: 'Connections that were cut since their readers were too slow.',
    labelNames: ['door'],
    registers,
  });
  for (const door of doors) cuts.inc({ door }, 0);
  return cuts;
}
