import type { Clock } from '#std/clock';
import type { FairLine } from '#std/fair-line';
import { hashSecret } from '#std/keyed-hash';
import { createProvenLine } from '#std/proven-line';

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
  /** The address whose network's place in the line it takes; null for what needs none. */
  readonly address: string | null;
}

const cacheMs = 1_000;
/** When more credentials than this come within a second, the cache is emptied. */
const cachedMax = 10_000;
const busy: Busy = { kind: 'busy' };

export function createCredentialCache<
  Result extends { readonly kind: string; readonly reason?: string },
>(clock: Clock, strangers: FairLine): CredentialCache<Result> {
  const cache = new Map<string, { untilMs: number; result: Promise<Result | Busy> }>();
  const line = createProvenLine(strangers);
  const isGood = ({ kind }: Result) => kind === 'authenticated';

  async function lookInLine(secret: string, { lookUp: look, address }: Look<Result>) {
    if (address === null) return look();
    return (await line.look({ secret, address, look, isGood })) ?? busy;
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
      const cached = { untilMs: nowMs + cacheMs, result: lookInLine(credential, look) };
      cache.set(hash, cached);
      const drop = () => cache.get(hash) === cached && cache.delete(hash);
      // Other refusals and errors are not cached: the next try may succeed, and made-up credentials
      // must not fill the cache. A token that was revoked was real once, and never is good again.
      const isLasting = (answer: Result | Busy) =>
        answer.kind === 'authenticated' ||
        (look.address === null && 'reason' in answer && answer.reason === 'revoked');
      cached.result.then((answer) => isLasting(answer) || drop(), drop);
      return cached.result;
    },
    clear: () => cache.clear(),
  };
}
