import { type Db, inTransaction } from '#db';
import { appendEvents } from '#events';
import type { ProviderSlug } from '#providers';
import type { Clock } from '#std/clock';
import { appendAuditEntry, findUser } from '#teams';
import { linkEvent } from './link-event.ts';
import type { LinkToken } from './link-token.ts';

interface FailedLink {
  readonly mode: string;
  readonly address: string;
  readonly provider: ProviderSlug;
}

/** E1: tells of a link that failed, in the audit and as an event for the team that asks for it. */
export function tellFailedLink(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  { mode, address, provider }: FailedLink,
  linkToken: LinkToken,
  outcome: string,
): Promise<void> {
  const { id, teamId, userId } = linkToken;
  const source = { kind: 'link-token', id, address } as const;
  return inTransaction(db, async (tx) => {
    await appendAuditEntry(tx, clock, source, {
      action: 'connection.link-failed',
      teamId,
      subject: { kind: 'user', id: userId },
      detail: { outcome, mode },
    });
    const user = await findUser(tx, teamId, { id: userId });
    if (!user) return;
    const { clientUserId } = user;
    const reason = outcome.replaceAll('-', '_').toUpperCase();
    const event = linkEvent(
      clock,
      'link.failed',
      { ...linkToken, clientUserId },
      { provider, reason },
    );
    await appendEvents(tx, [event]);
  });
}
