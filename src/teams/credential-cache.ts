import { LRUCache } from 'lru-cache';
import type { Clock } from '#std/clock';
import type { FairLine } from '#std/fair-line';
import { hashSecret } from '#std/keyed-hash';

/** Too many credentials that were not seen before are being judged. */
export interface Busy {
  readonly kind: 'busy';
}

/**
 * Keeps what was found of credentials for a second, and lets requests that ask for the same one at
 * once share one look. Credentials that were never good here are looked up in a line of few places,
 * so that made-up ones take no sessions from those who work; one that was good is looked up at once.
 */
export interface CredentialCache<Result> {
  find(credential: string, look: Look<Result>): Promise<Result | Busy>;
  clear(): void;
}

interface Look<Result> {
  readonly lookUp: () => Promise<Result>;
  /** The network whose place in the line it takes; null for what needs none. */
  readonly network: string | null;
}

const cacheMs = 1_000;
/** When more credentials than this come within a second, the cache is emptied. */
const cachedMax = 10_000;
/** How many credentials are remembered as good. */
const knownMax = 10_000;
const busy: Busy = { kind: 'busy' };

export function createCredentialCache<
  Result extends { readonly kind: string; readonly reason?: string },
>(clock: Clock, strangers: FairLine): CredentialCache<Result> {
  const cache = new Map<string, { untilMs: number; result: Promise<Result | Busy> }>();
  const known = new LRUCache<string, true>({ max: knownMax });

  async function lookInLine(hash: string, { lookUp, network }: Look<Result>) {
    if (network === null) return lookUp();
    const answer = known.get(hash) ? await lookUp() : await strangers.run(network, lookUp);
    if (answer?.kind === 'authenticated') known.set(hash, true);
    else known.delete(hash);
    return answer ?? busy;
  }

  /** The cache is in the order of `untilMs`, since a Map keeps insertion order. */
  function dropExpired(nowMs: number): void {
    for (const [hash, { untilMs }] of cache) {
      if (nowMs < untilMs) return;
      cache.delete(hash);
    }
  }

  return {
    find(credential, look) {
      const hash = hashSecret(credential).toString('base64');
      const nowMs = clock.monotonicMs();
      dropExpired(nowMs);
      const before = cache.get(hash);
      if (before) return before.result;
      if (cache.size >= cachedMax) cache.clear();
      const cached = { untilMs: nowMs + cacheMs, result: lookInLine(hash, look) };
      cache.set(hash, cached);
      const drop = () => cache.get(hash) === cached && cache.delete(hash);
      // Other refusals and errors are not cached: the next try may succeed, and made-up credentials
      // must not fill the cache. A token that was revoked was real once, and never is good again.
      const isLasting = (answer: Result | Busy) =>
        answer.kind === 'authenticated' ||
        (look.network === null && 'reason' in answer && answer.reason === 'revoked');
      cached.result.then((answer) => isLasting(answer) || drop(), drop);
      return cached.result;
    },
    clear: () => cache.clear(),
  };
}
