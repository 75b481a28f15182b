import { sql } from 'kysely';
import type { Db } from '#db';
import { eventually } from '#test/eventually';

/** More than a network has places in the line of strangers. */
const strangersCount = 120;

/**
 * Runs `work` while this machine's part of the line of strangers is full: keys that nobody made are
 * looked for in a table that is locked, until the work is done.
 */
export async function whileLineIsFull<Result>(
  db: Db,
  graphqlUrl: string,
  work: () => Promise<Result>,
): Promise<Result> {
  let refusedCount = 0;
  const ask = async (key: string) => {
    const { status, body } = await fetch(graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: '{"query":"{ __typename }"}',
    });
    if (status === 429) refusedCount += 1;
    await body?.cancel();
  };
  let asking: Promise<unknown> | undefined;
  try {
    return await db.transaction().execute(async (lock) => {
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(lock);
      await sql`lock table api_keys in access exclusive mode`.execute(lock);
      const made = (n: number) => `gg_live_${String(n).padStart(43, 'x')}`;
      asking = Promise.all(Array.from({ length: strangersCount }, (_, n) => ask(made(n))));
      await eventually(() => refusedCount > 0);
      return await work();
    });
  } finally {
    await asking;
  }
}
