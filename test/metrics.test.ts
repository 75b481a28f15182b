import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from '#test/eventually';
import { linkThroughApi, startGateway } from '#test/gateway';
import { createWebhookReceiver, status } from '#test/webhook-receiver';

/** The figures of a node, each against what it tells of. */
const gateway = await startGateway();
const receiver = await createWebhookReceiver({ answer: status(200) });
afterAll(async () => {
  await gateway.close();
  await receiver.close();
});
const account = { username: 'the-account-name', password: 'the-account-password' };
gateway.simulator.addAccount(account);

async function textOf(origin = gateway.url): Promise<string> {
  return (await fetch(new URL('/metrics', origin))).text();
}

/** The sum over the labels that are not told. */
function figure(text: string, name: string, labels = ''): number {
  const lines = text.split('\n').filter((line) => {
    const rest = line.startsWith(name) ? line.slice(name.length) : '-';
    return /^[{ ]/.test(rest) && rest.includes(labels);
  });
  expect(lines, name).not.toEqual([]);
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

describe('the figures of a node', () => {
  it('tell of polls, samples, freshness, events, deliveries and SQL', async () => {
    await gateway.ask(`mutation { createWebhookEndpoint(url: "${receiver.url}") { __typename } }`);
    await linkThroughApi(gateway, account);
    await receiver.waitFor(2);
    await eventually(async () => {
      const text = await textOf();
      return figure(text, 'gateway_delivery_attempts_total', 'ending="answered"') >= 2;
    });
    const text = await textOf();
    const created = figure(text, 'gateway_samples_total', 'kind="created"');
    expect(created).toBeGreaterThan(200);
    // A day of history is nothing new.
    expect(figure(text, 'gateway_reading_freshness_seconds_count')).toBe(0);
    expect(figure(text, 'gateway_polls_total', 'region="US",outcome="read"')).toBeGreaterThan(0);
    expect(figure(text, 'gateway_poll_lateness_seconds_count')).toBeGreaterThan(0);
    const ofGlucose = 'type="daily.data.glucose.created"';
    expect(figure(text, 'gateway_events_read_total', ofGlucose)).toBeGreaterThan(0);
    expect(figure(text, 'gateway_log_position')).toBeGreaterThan(0);
    expect(figure(text, 'gateway_delivery_lag_seconds_count')).toBeGreaterThan(0);
    expect(figure(text, 'gateway_logins_total', 'region="US",outcome="opened"')).toBe(1);
    expect(figure(text, 'gateway_dexcom_requests_total', 'call="read-glucose"')).toBeGreaterThan(0);
    const ofReads = 'region="US",call="read-glucose"';
    expect(figure(text, 'gateway_dexcom_request_duration_seconds_count', ofReads)).toBe(
      figure(text, 'gateway_dexcom_requests_total', ofReads),
    );
    expect(figure(text, 'gateway_deliveries_ended_total', 'state="SUCCEEDED"')).toBeGreaterThan(1);
    for (const pool of ['api', 'worker']) {
      const label = `pool="${pool}"`;
      expect(figure(text, 'gateway_sql_statement_seconds_count', label)).toBeGreaterThan(5);
      expect(figure(text, 'gateway_sql_statement_seconds_sum', label)).toBeGreaterThan(0);
      expect(figure(text, 'gateway_sql_sessions', label)).toBeGreaterThan(0);
    }
    expect(figure(text, 'gateway_subscribers')).toBe(0);
    // What waits is counted every ten seconds.
    await eventually(async () => {
      const later = await textOf();
      const due = ['gateway_polls_due', 'gateway_deliveries_due'].map((name) =>
        figure(later, name),
      );
      return due.every((count) => count === 0);
    });
  });

  it('tell how many subscribers there are', async () => {
    const leaving = new AbortController();
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        'x-api-key': gateway.apiKey,
      },
      body: '{"query":"subscription { events { cursor } }"}',
      signal: leaving.signal,
    });
    expect(response.status).toBe(200);
    await eventually(async () => figure(await textOf(), 'gateway_subscribers') === 1);
    leaving.abort();
    await eventually(async () => figure(await textOf(), 'gateway_subscribers') === 0);
  });

  it('tell how much waits when no worker is there', async () => {
    const other = await startGateway({ config: { role: 'api' } });
    try {
      other.simulator.addAccount(account);
      await other.ask(
        'mutation { createWebhookEndpoint(url: "http://127.0.0.1:9/") { __typename } }',
      );
      await linkThroughApi(other, account);
      await sql`update poll_plans set next_poll_at = now() - interval '10 minutes'`.execute(
        other.db,
      );
      await sql`
        insert into webhook_deliveries (endpoint_id, event_position, event_appended_at, event_id,
          event_type, state, created_at, next_attempt_at)
        select e.id, n, now(), gen_random_uuid(), 'webhook.endpoint.test', 'PENDING', now(),
          now() - n * interval '1 minute'
        from webhook_endpoints e, generate_series(1, 3) n`.execute(other.db);
      const text = await textOf(other.url);
      expect(figure(text, 'gateway_polls_due')).toBe(1);
      expect(figure(text, 'gateway_deliveries_due')).toBe(3);
      const seconds = (name: string) => Math.round(figure(text, name) / 60) * 60;
      expect(seconds('gateway_oldest_due_poll_age_seconds')).toBe(600);
      expect(seconds('gateway_oldest_due_delivery_age_seconds')).toBe(180);
      const ofState = (state: string) => figure(text, 'gateway_connections', `state="${state}"`);
      expect([ofState('NOT_POLLED'), ofState('FRESH'), ofState('WAITING')]).toEqual([1, 0, 0]);
      expect(figure(text, 'gateway_connections', 'provider="dexcom"')).toBe(1);
      expect(figure(text, 'gateway_connections', 'provider="dexcom_v3"')).toBe(0);
      expect(figure(text, 'gateway_webhook_endpoints', 'state="ENABLED"')).toBe(1);
      expect(figure(text, 'gateway_webhook_endpoints', 'state="FAILING"')).toBe(0);

      // A second node tells the same of the deployment.
      const second = await other.startNode();
      // What a busy database does not tell in a second is told at the next count.
      const there = await eventually(async () => {
        const told = await textOf(`http://127.0.0.1:${second.port()}/`);
        return Number.isNaN(figure(told, 'gateway_connections')) ? null : told;
      });
      for (const name of [
        'gateway_connections',
        'gateway_webhook_endpoints',
        'gateway_polls_due',
      ]) {
        expect(figure(there, name), name).toBe(figure(text, name));
      }
    } finally {
      await other.close();
    }
  });

  it('are there before anything has happened', async () => {
    const quiet = await startGateway({ config: { role: 'api' } });
    try {
      const text = await textOf(quiet.url);
      expect(figure(text, 'gateway_build_info', 'role="api"')).toBe(1);
      for (const [name, labels] of [
        ['gateway_polls_total', 'region="APAC",outcome="gateway-fault"'],
        ['gateway_logins_total', 'region="OUS",outcome="refused"'],
        ['gateway_dexcom_requests_total', 'region="US",call="open-session",outcome="throttled"'],
        ['gateway_dexcom_request_duration_seconds_count', 'region="US",call="read-glucose"'],
        ['gateway_delivery_attempts_total', 'ending="forbidden-address"'],
        ['gateway_deliveries_ended_total', 'state="EXHAUSTED"'],
        ['gateway_samples_total', 'kind="created"'],
        ['gateway_events_read_total', 'type="provider.connection.stalled"'],
        ['gateway_sql_failures_total', 'pool="worker"'],
        ['gateway_http_requests_total', 'path="/graphql",status="503"'],
        ['gateway_readers_cut_total', 'door="sse"'],
        ['gateway_oldest_due_poll_age_seconds', ''],
      ] as const) {
        expect(figure(text, name, labels), name).toBe(0);
      }
      const hour = ['poll_lateness', 'reading_freshness', 'delivery_lag'];
      for (const name of hour) {
        expect(text).toContain(`gateway_${name}_seconds_bucket{le="3600"}`);
      }
      expect(text).not.toMatch(/^nodejs_active_\w+_total/m);
    } finally {
      await quiet.close();
    }
  });

  it('are those that the dashboard shows and the alerts ask for', async () => {
    const types = new Map(
      [...(await textOf()).matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type]) => [
        name,
        type,
      ]),
    );
    const told = new Set(
      [...types.keys()].flatMap((name) => [
        name,
        ...['bucket', 'count', 'sum'].map((end) => `${name}_${end}`),
      ]),
    );
    const dashboard = JSON.parse(readFileSync('deploy/grafana/dashboard.json', 'utf8'));
    const shown = dashboard.panels
      .flatMap(({ targets = [] }) => targets)
      .map(({ expr }: { expr: string }) => expr);
    const file = readFileSync('deploy/prometheus/alerts.yaml', 'utf8');
    const rules = file.replace(/^#.*$/gm, '');
    const asked = [...shown, rules].flatMap((text) =>
      [...text.matchAll(/\b(gateway|nodejs|process)_\w+/g)].map(([name]) => name),
    );
    expect(new Set(asked).size).toBeGreaterThan(30);
    expect(asked.filter((name) => !told.has(name))).toEqual([]);
    const unseen = [...types]
      .map(([name, type]) => (type === 'histogram' ? `${name}_bucket` : name))
      .filter((name) => name.startsWith('gateway_') && !asked.includes(name));
    expect(unseen).toEqual([]);
  });

  it('name no person, no account, no team and no address', async () => {
    const text = await textOf();
    const { rows } = await sql<{ id: string }>`
      select id from users union select id from connections union select id from teams
      union select id from webhook_endpoints`.execute(gateway.db);
    const ids = rows.map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(4);
    for (const secret of [...ids, ...Object.values(account), '127.0.0.1', receiver.url]) {
      expect(text).not.toContain(secret);
    }
  });

  it('say what they do not know, and tell the rest', async () => {
    const away = await startGateway({ config: { role: 'api' } });
    try {
      await sql`alter table poll_plans rename to plans_away`.execute(away.db);
      const text = await textOf(away.url);
      expect(text).toContain('gateway_polls_due Nan');
      expect(text).toContain(
        'gateway_connections{provider="dexcom",region="US",state="FRESH"} Nan',
      );
      expect(figure(text, 'gateway_deliveries_due')).toBe(0);
    } finally {
      await away.close();
    }
  });
});
