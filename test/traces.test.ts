import { describe, expect, it, onTestFinished } from 'vitest';
import { createLog } from '#std/log';
import { eventually } from '#test/eventually';
import { linkThroughApi, startGateway } from '#test/gateway';
import { createWebhookReceiver, status, type WebhookReceiver } from '#test/webhook-receiver';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly status: { readonly code?: number };
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly object[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

const spansOf = ({ received }: WebhookReceiver): Span[] =>
  received.flatMap(({ body }) =>
    (JSON.parse(body) as Export).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    ),
  );

const facts = ({ attributes }: Span) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

const lastsMs = ({ startTimeUnixNano, endTimeUnixNano }: Span) =>
  Number((BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1_000_000n);

const account = { username: 'the-account-name', password: 'the-account-password' };

async function setup(answer = status(200)) {
  const collector = await createWebhookReceiver({ answer });
  onTestFinished(() => collector.close());
  const lines: string[] = [];
  const log = createLog('warn', { write: (line: string) => void lines.push(line) });
  const tracing = {
    endpoint: `http://127.0.0.1:${collector.port}/`,
    headers: { 'x-collector-key': 'for the collector' },
    serviceName: 'gateway under test',
    share: 1,
  };
  const gateway = await startGateway({ log, config: { tracing } });
  let isClosed = false;
  const close = async () => {
    if (!isClosed) await gateway.close();
    isClosed = true;
  };
  onTestFinished(close);
  gateway.simulator.addAccount(account);
  return { collector, lines, ...gateway, gateway, close };
}

describe('traces', () => {
  it('tell a collector of requests, polls and webhook attempts', async () => {
    const { collector, gateway, close } = await setup();
    const hook = await createWebhookReceiver({ answer: status(500) });
    onTestFinished(() => hook.close());
    await gateway.ask(`mutation Hook { createWebhookEndpoint(url: "${hook.url}") { __typename } }`);
    const { userId } = await linkThroughApi(gateway, account);
    await hook.waitFor(1);
    await gateway.ask('query Person($id: ID!) { user(id: $id) { clientUserId } }', { id: userId });
    // What is still waiting to be sent is sent by the stop.
    await eventually(() => gateway.app.parts().webhooks.inFlightCount() === 0);
    await close();

    const [first] = collector.received;
    expect(first).toMatchObject({ method: 'POST', path: '/v1/traces' });
    expect(first?.headers).toMatchObject({ 'x-collector-key': 'for the collector' });
    expect(first?.body).toContain('gateway under test');
    const spans = spansOf(collector);
    const named = (name: string) => spans.filter((span) => span.name === name);

    const [person] = named('query Person');
    expect(facts(person as Span)).toMatchObject({
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Person',
      'http.route': '/graphql',
      'http.response.status_code': 200,
    });
    expect(named('mutation Hook')).toHaveLength(1);

    const [poll] = named('poll');
    expect(facts(poll as Span)).toMatchObject({
      'gateway.region': 'US',
      'gateway.poll.outcome': 'read',
      'gateway.samples.created': expect.any(Number),
    });
    const parts = spans.filter(({ parentSpanId }) => parentSpanId === poll?.spanId);
    expect(parts.map(({ name }) => name).sort()).toEqual(['poll ask', 'poll settle']);
    expect(new Set(parts.map(({ traceId }) => traceId))).toEqual(new Set([poll?.traceId]));
    const together = parts.reduce((sum, part) => sum + lastsMs(part), 0);
    expect(Math.abs(together - lastsMs(poll as Span))).toBeLessThanOrEqual(2);

    const [attempt] = named('webhook attempt');
    expect(facts(attempt as Span)).toMatchObject({
      'gateway.event.type': expect.any(String),
      'http.response.status_code': 500,
      'error.type': 'status',
    });
    expect(attempt?.status.code).toBe(2);
  });

  it('take part in the trace of the client, and leave probes out', async () => {
    const { collector, url, apiKey, close } = await setup();
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-api-key': apiKey,
        traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      },
      body: '{"query":"{ viewer { credential } }"}',
    });
    for (const path of ['/healthz', '/readyz', '/metrics']) await fetch(new URL(path, url));
    await close();
    const spans = spansOf(collector);
    const [span] = spans.filter(({ name }) => name === 'query');
    expect(span).toMatchObject({ traceId, parentSpanId: '00f067aa0ba902b7' });
    expect(spans.filter(({ name }) => name.startsWith('GET'))).toEqual([]);
  });

  it('name no person, account, value, variable, document or key', async () => {
    const { collector, gateway, apiKey, close } = await setup();
    const { userId } = await linkThroughApi(gateway, account, 'somebody-real');
    await gateway.ask('query Values($id: ID!) { user(id: $id) { latestSample { valueMgDl } } }', {
      id: userId,
    });
    await close();
    const sent = collector.received.map(({ body }) => body).join('\n');
    expect(sent).toContain('query Values');
    const bareId = userId.replace('User:', '');
    for (const secret of [...Object.values(account), 'somebody-real', bareId, apiKey]) {
      expect(sent).not.toContain(secret);
    }
    expect(sent).not.toMatch(/valueMgDl|latestSample|\$id/);
  });

  it('disturb nothing while the collector hangs, and are told about once', async () => {
    const { gateway, lines, close } = await setup(() => {});
    const { linked } = await linkThroughApi(gateway, account);
    expect(linked.__typename).toBe('LinkSuccess');
    for (let i = 0; i < 20; i += 1) await gateway.ask('{ viewer { credential } }');
    await eventually(() => lines.some((line) => line.includes('traces.unsent')));
    // It would wait for ever, but a test does not.
    await close();
    expect(lines.filter((line) => line.includes('traces.unsent'))).toHaveLength(1);
  });
});
