import { findLink, outcomeUntil } from '#connections';
import type { Db } from '#db';
import { type Clock, dateOf, systemClock } from '#std/clock';
import type { FairLine } from '#std/fair-line';
import { createCredentialCache } from '#teams';

/**
 * Whoever shows the token of a link that still tells something is counted by that link, and not with
 * a clinic's network: by which key, or null. Null too where too many strangers are judged just now;
 * of a token that was good here before that is never asked, and it is looked up once a second.
 */
export type FindLinkPass = (token: string, address: string) => Promise<string | null>;

type Pass =
  | { readonly kind: 'authenticated'; readonly key: string }
  | { readonly kind: 'refused'; readonly reason: 'unknown' };

export function createLinkPasses({
  db,
  clock,
  strangers,
}: {
  readonly db: Db;
  readonly clock: Clock;
  readonly strangers: FairLine;
}): FindLinkPass {
  const passes = createCredentialCache<Pass>(systemClock, strangers);

  async function lookFor(token: string): Promise<Pass> {
    const link = await findLink(db, { token });
    const isGood = link !== null && outcomeUntil(link) > dateOf(clock);
    return isGood
      ? { kind: 'authenticated', key: `link ${link.id}` }
      : { kind: 'refused', reason: 'unknown' };
  }

  return async (token, address) => {
    const found = await passes.find(token, { lookUp: () => lookFor(token), address });
    return found.kind === 'authenticated' ? found.key : null;
  };
}
