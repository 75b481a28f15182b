import { findLink, outcomeUntil } from '#connections';
import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { FairLine } from '#std/fair-line';
import { createProvenLine } from '#std/proven-line';

/**
 * Whoever shows the token of a link that still tells something is counted by that link, and not with
 * a clinic's network: by which key, or null. Null too where too many strangers are judged just now;
 * of a token that was good here before that is never asked.
 */
export type FindLinkPass = (token: string, address: string) => Promise<string | null>;

export function createLinkPasses({
  db,
  clock,
  strangers,
}: {
  readonly db: Db;
  readonly clock: Clock;
  readonly strangers: FairLine;
}): FindLinkPass {
  const line = createProvenLine(strangers);

  async function lookFor(token: string) {
    const link = await findLink(db, { token });
    return { key: link && outcomeUntil(link) > dateOf(clock) ? `link ${link.id}` : null };
  }

  return async (secret, address) => {
    const look = () => lookFor(secret);
    const isGood = ({ key }: { key: string | null }) => key !== null;
    const found = await line.look({ secret, address, look, isGood });
    return found?.key ?? null;
  };
}
