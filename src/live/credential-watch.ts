import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop } from '#std/loop';
import type { Service } from '#std/service';

/**
 * Notices within seconds, on every node, that a credential has ended which keeps a socket or a
 * subscription open. One statement asks for all subjects in use, so the cost does not grow with the
 * number of open sockets.
 */
export interface CredentialWatch extends Service {
  /** Calls `onEnd` once, when the credential ends. Returns a function that stops watching. */
  watch(credential: WatchedCredential, onEnd: () => void): () => void;
  /** Ends a subject's credentials on this node at once; other nodes notice by themselves. */
  end(subject: string): void;
}

export interface WatchedCredential {
  /** What the credential depends on, in the form of `subjectOf`: an API key or a user. */
  readonly subject: string;
  /** Epoch milliseconds; null when the credential does not expire. */
  readonly expiresAtMs: number | null;
}

export interface CredentialWatchOptions {
  /** The time of the product, by which credentials expire. */
  readonly clock: Clock;
  /** Real time, in which the checks are made. */
  readonly systemClock: Clock;
  readonly log: Log;
  /** Resolves to those of the given subjects that have ended. */
  readonly findEnded: (subjects: readonly string[]) => Promise<Iterable<string>>;
  readonly lookMs?: number;
}

const lookMsDefault = 2_000;

interface Watcher {
  readonly expiresAtMs: number;
  readonly onEnd: () => void;
}

export function createCredentialWatch(options: CredentialWatchOptions): CredentialWatch {
  const { clock, systemClock, log, findEnded, lookMs = lookMsDefault } = options;
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
    clock: systemClock,
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
