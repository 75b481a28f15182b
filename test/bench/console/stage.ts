import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { createApp } from '#app';
import type { Db } from '#db';
import { ensureEventPartitions } from '#events';
import { buildWhenNeeded } from '#src/web/build/build-web.ts';
import { systemClock } from '#std/clock';
import { createLog } from '#std/log';
import { testConfig } from '#test/test-config';
import { launchChromium } from '../../pages/chromium.ts';
import { type Ending, startBenchDatabase } from '../database.ts';
import { cadenceMs, createDataset } from '../query/dataset.ts';

/**
 * A gateway with many people and many deliveries, its console in a browser, and who appends the
 * events. The gateway runs in this process: what the bench measures is the browser's.
 */
export interface Stage {
  readonly db: Db;
  readonly teamId: string;
  readonly userIds: readonly string[];
  /** Where the console is. */
  readonly url: string;
  /** Signed in, at the overview. */
  readonly page: Page;
}

export interface StageSize {
  readonly people: number;
  readonly deliveries: number;
}

/** Three hours of readings: what a row of the list shows. */
const samplesPerPerson = 36;
const size = { width: 1280, height: 900 };

export async function buildStage(
  { people, deliveries }: StageSize,
  ending: Ending,
  progress: (line: string) => void,
): Promise<Stage> {
  await buildWhenNeeded();
  const { db, url: databaseUrl } = await startBenchDatabase(ending);
  const log = createLog('error');
  progress(`make ${people} people and ${deliveries} deliveries`);
  await ensureEventPartitions(db, new Date(systemClock.nowMs()));
  const endMs = Math.floor(systemClock.nowMs() / cadenceMs) * cadenceMs;
  const dataset = await createDataset(db, {
    users: people,
    samplesPerUser: samplesPerPerson,
    endMs,
  });
  const { teamId, userIds, apiKey } = dataset;
  await createDeliveries(db, teamId, userIds, deliveries);
  const config = testConfig(databaseUrl, {
    isConsoleServed: true,
    role: 'api',
    databasePoolMax: 10,
  });
  const app = createApp({ config, log });
  await app.start();
  ending(() => app.stop());
  const browser = await launchChromium();
  ending(() => browser.close());
  const page = await browser.newPage({ viewport: size });
  const url = `http://127.0.0.1:${app.port()}/console`;
  await page.goto(url);
  await page.locator('input[name=key]').fill(apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('.shell').waitFor();
  return { db, teamId, userIds, url, page };
}

const endpointId = '00000000-0000-4000-8000-000000000001';

/** As an endpoint has them that fails now and then: one in a hundred was given up, and was refused. */
async function createDeliveries(
  db: Db,
  teamId: string,
  userIds: readonly string[],
  count: number,
): Promise<void> {
  await sql`
    insert into webhook_endpoints (id, team_id, url, secret_sealed, concurrency, created_position,
      created_at, updated_at)
    values (${endpointId}, ${teamId}, 'https://receiver.example/hook', '\\x00', 1, 0, now(),
      now())`.execute(db);
  await sql`
    insert into webhook_deliveries (endpoint_id, event_position, event_appended_at, event_id,
      event_type, user_id, state, attempt_count, created_at, settled_at)
    select ${endpointId}, n, now() - (${count} - n) * interval '1 second', gen_random_uuid(),
      'daily.data.glucose.created', (${userIds}::uuid[])[1 + n % ${userIds.length}],
      case when n % 100 = 0 then 'EXHAUSTED' else 'SUCCEEDED' end, 1, now(), now()
    from generate_series(1, ${count}) as n`.execute(db);
  await sql`
    insert into webhook_attempts (endpoint_id, event_position, number, at, status, failure,
      duration_ms, answer_head)
    select endpoint_id, event_position, 1, event_appended_at,
      case when state = 'EXHAUSTED' then 503 else 204 end,
      case when state = 'EXHAUSTED' then 'status' end, 12, ''
    from webhook_deliveries`.execute(db);
  await sql`analyze webhook_deliveries, webhook_attempts`.execute(db);
}
