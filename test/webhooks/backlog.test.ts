import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db';
import { claimDeliveries } from '#src/webhooks/sending/claim-deliveries.ts';
import { settleDeliveries } from '#src/webhooks/sending/settle-deliveries.ts';
import { silentLog } from '#std/log';
import { createWebhookRig } from '#test/webhook-rig';

/** One session, in which Postgres may keep the plans of statements that come again and again. */
async function setup() {
  const rig = await createWebhookRig();
  onTestFinished(() => rig.close());
  const options = { poolMax: 1, applicationName: 'test', log: silentLog };
  const { db, close } = openDatabase({ url: rig.databaseUrl, ...options });
  onTestFinished(close);
  const endpoints = [
    await rig.addEndpoint('http://127.0.0.1:9/'),
    await rig.addEndpoint('http://127.0.0.1:9/'),
  ];
  const quotas = endpoints.map(({ id }) => ({ endpointId: id, quota: 10 }));
  let last = 0;

  async function pileUp(count: number): Promise<void> {
    await sql`
      insert into webhook_deliveries (endpoint_id, event_position, event_appended_at, event_id,
        event_type, created_at, next_attempt_at)
      select ${endpoints[0]?.id}::uuid, ${last}::bigint + n, now(), gen_random_uuid(),
        'daily.data.glucose.created', now(), now() - interval '1 second'
      from generate_series(1, ${count}::integer) n`.execute(db);
    last += count;
  }

  async function claimAndSettle(): Promise<number> {
    const now = new Date();
    const leaseUntil = new Date(now.getTime() + 60_000);
    const claimed = await claimDeliveries(db, { now, leaseUntil, quotas });
    const next = { next: 'none', state: 'SUCCEEDED' } as const;
    const outcomes = claimed.map((delivery) => ({ delivery, attempt: null, next }));
    return (await settleDeliveries(db, now, outcomes)).size;
  }

  /** How many rows of deliveries this session has read. */
  async function countRead(): Promise<number> {
    await sql`select pg_stat_force_next_flush()`.execute(db);
    const { rows } = await sql<{ count: number }>`
      select (seq_tup_read + idx_tup_fetch)::float8 as count from pg_stat_user_tables
      where relname = 'webhook_deliveries'`.execute(db);
    return rows[0]?.count ?? 0;
  }
  return { pileUp, claimAndSettle, countRead };
}

it('a backlog that piled up at once is not read through for each few of it', async () => {
  const { pileUp, claimAndSettle, countRead } = await setup();
  for (let time = 0; time < 10; time += 1) {
    await pileUp(10);
    expect(await claimAndSettle()).toBe(10);
  }
  await pileUp(20_000);
  const before = await countRead();
  for (let time = 0; time < 3; time += 1) expect(await claimAndSettle()).toBe(10);
  expect((await countRead()) - before).toBeLessThan(1_000);
});
