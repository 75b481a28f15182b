import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop } from '#std/loop';
import type { Service } from '#std/service';

/**
 * Tells within seconds, on every node, when a credential that keeps something open has ended. All
 * subjects in use are asked for in one question, so its cost does not grow with what is open.
 */
export interface CredentialWatch extends Service {
  /** Calls `onEnd` once, when the credential ends. Returns how to watch no more. */
  watch(credential: WatchedCredential, onEnd: () => void): () => void;
  /** Ends a subject's credentials on this node at once; other nodes find out by themselves. */
  end(subject: string): void;
}

export interface WatchedCredential {
  /** Whose end ends the credential before its time: a key, say, or a user. */
  readonly subject: string;
  /** Epoch milliseconds; null when it does not end by itself. */
  readonly expiresAtMs: number | null;
}

export interface CredentialWatchOptions {
  /** The product's time, by which credentials expire. */
  readonly clock: Clock;
  /** The platform's: looks are taken in real time. */
  readonly wallClock: Clock;
  readonly log: Log;
  /** Those of these subjects that have ended. */
  readonly findEnded: (subjects: readonly string[]) => Promise<Iterable<string>>;
  readonly lookMs?: number;
}

const lookMsDefault = 2_000;

interface Watcher {
  readonly expiresAtMs: number;
  readonly onEnd: () => void;
}

export function createCredentialWatch(options: CredentialWatchOptions): CredentialWatch {
  const { clock, wallClock, log, findEnded, lookMs = lookMsDefault } = options;
  const watchersBySubject = new Map<string, Set<Watcher>>();

  function end(subject: string): void {
    const watchers = watchersBySubject.get(subject);
    watchersBySubject.delete(subject);
    for (const { onEnd } of watchers ?? []) onEnd();
  }

  function forget(subject: string, watcher: Watcher): void {
    const watchers = watchersBySubject.get(subject);
    if (watchers?.delete(watcher) && watchers.size === 0) watchersBySubject.delete(subject);
  }

  function endExpired(): void {
    const nowMs = clock.nowMs();
    for (const [subject, watchers] of watchersBySubject) {
      for (const watcher of watchers) {
        if (watcher.expiresAtMs > nowMs) continue;
        forget(subject, watcher);
        watcher.onEnd();
      }
    }
  }

  const loop = createLoop({
    name: 'credential-watch',
    clock: wallClock,
    log,
    retryMs: lookMs,
    async step() {
      endExpired();
      if (watchersBySubject.size === 0) return lookMs;
      for (const subject of await findEnded([...watchersBySubject.keys()])) end(subject);
      return lookMs;
    },
  });

  return {
    start: () => loop.start(),
    stop: () => loop.stop(),
    watch({ subject, expiresAtMs }, onEnd) {
      const watcher = { expiresAtMs: expiresAtMs ?? Number.POSITIVE_INFINITY, onEnd };
      const watchers = watchersBySubject.get(subject) ?? new Set();
      watchers.add(watcher);
      watchersBySubject.set(subject, watchers);
      return () => forget(subject, watcher);
    },
    end,
  };
}
