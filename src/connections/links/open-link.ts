import { type Db, inTransaction } from '#db';
import { appendEvents } from '#events';
import { type Clock, dateOf } from '#std/clock';
import { findUser } from '#teams';
import type { Link } from './find-link.ts';
import { linkEvent } from './link-event.ts';

/** Notes, once, that the page of a link was opened, and tells it to the log (E1). */
export async function openLink(db: Db, clock: Clock, link: Link): Promise<void> {
  if (link.openedAt) return;
  await inTransaction(db, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('link_tokens')
      .set({ opened_at: dateOf(clock) })
      .where('id', '=', link.id)
      .where('opened_at', 'is', null)
      .executeTakeFirstOrThrow();
    const user = await findUser(tx, link.teamId, { id: link.userId });
    if (numUpdatedRows === 0n || !user) return;
    const { clientUserId } = user;
    const { provider } = link.terms;
    await appendEvents(tx, [linkEvent(clock, 'link.opened', { ...link, provider, clientUserId })]);
  });
}
