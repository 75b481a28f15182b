import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop } from '#std/loop';
import { networkOf, siteOf } from '#std/network-of';
import type { Service } from '#std/service';

/**
 * The bytes that this process keeps of bodies and of messages on sockets that have not come whole:
 * bounded for each network, IPv6 by /48, and for the node, over HTTP and sockets together. What takes
 * too long is cut; where a bound is reached, what has taken longest goes first. So whoever sends at
 * an honest pace has room however many begin and do not end.
 */
export interface UnfinishedBytes extends Service {
  /** Counts in what begins to come. `cut` is called at most once, and not after `ended`. */
  begin(address: string, cut: () => void): Unfinished;
}

export interface Unfinished {
  /** Says how many bytes are kept of it by now. */
  holds(bytes: number): void;
  /** To be called when it is whole or given up; may be called more than once. */
  ended(): void;
}

export interface UnfinishedLimits {
  readonly unfinishedBytesPerNetworkMax: number;
  readonly unfinishedBytesMax: number;
  /** How long a body or a message may take to come whole. */
  readonly unfinishedMsMax: number;
}

export interface UnfinishedBytesOptions {
  readonly limits: UnfinishedLimits;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is counted of each beside its bytes. */
const bytesOfEach = 4_096;
const sweepMs = 1_000;

export function createUnfinishedBytes(options: UnfinishedBytesOptions): UnfinishedBytes {
  const { limits, clock, log } = options;
  const { unfinishedBytesPerNetworkMax, unfinishedBytesMax, unfinishedMsMax } = limits;
  const node: Group = { bytes: 0, entries: new Set() };
  const networks = new Map<string, Group>();

  function drop(entry: Entry): void {
    const { key, network, bytes } = entry;
    if (!node.entries.delete(entry)) return;
    network.entries.delete(entry);
    node.bytes -= bytes;
    network.bytes -= bytes;
    if (network.entries.size === 0) networks.delete(key);
  }

  function cut(entry: Entry): void {
    drop(entry);
    log.warn('sender.cut', { bytes: entry.bytes });
    entry.cut();
  }

  function cutOldest(group: Group, bytesMax: number): void {
    for (const entry of group.entries) {
      if (group.bytes <= bytesMax) return;
      cut(entry);
    }
  }

  function hold(entry: Entry, bytes: number): void {
    const { network } = entry;
    if (!node.entries.has(entry)) return;
    node.bytes += bytes - entry.bytes;
    network.bytes += bytes - entry.bytes;
    entry.bytes = bytes;
    cutOldest(network, unfinishedBytesPerNetworkMax);
    cutOldest(node, unfinishedBytesMax);
  }

  const loop = createLoop({
    name: 'unfinished-bytes',
    clock,
    log,
    retryMs: sweepMs,
    async step() {
      const beforeMs = clock.monotonicMs() - unfinishedMsMax;
      for (const entry of node.entries) {
        if (entry.sinceMs > beforeMs) break;
        cut(entry);
      }
      return sweepMs;
    },
  });

  return {
    start: () => loop.start(),
    stop: () => loop.stop(),
    begin(address, cutIt) {
      const key = siteOf(address) ?? networkOf(address);
      const network = networks.get(key) ?? { bytes: 0, entries: new Set() };
      networks.set(key, network);
      const entry = { key, network, bytes: 0, sinceMs: clock.monotonicMs(), cut: cutIt };
      node.entries.add(entry);
      network.entries.add(entry);
      hold(entry, bytesOfEach);
      return {
        holds: (bytes) => hold(entry, bytesOfEach + bytes),
        ended: () => drop(entry),
      };
    },
  };
}

/** In the order in which they began. */
interface Group {
  bytes: number;
  readonly entries: Set<Entry>;
}

interface Entry {
  readonly key: string;
  readonly network: Group;
  readonly sinceMs: number;
  readonly cut: () => void;
  bytes: number;
}
