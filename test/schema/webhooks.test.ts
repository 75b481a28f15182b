import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '#test/eventually';
import { startGateway } from '#test/gateway';
import { type Answering, createWebhookReceiver, ok, status } from '#test/webhook-receiver';

const gateway = await startGateway();
afterAll(() => gateway.close());

async function addReceiver(answer: Answering = ok) {
  const receiver = await createWebhookReceiver({ answer });
  onTestFinished(() => receiver.close());
  return receiver;
}

const endpointFields = `
  id url description eventTypes userId headerNames ratePerSecond isEnabled disabledAt
  disabledReason failingSince slowedUntil previousSecretUntil createdAt updatedAt`;
const failureFields = `
  __typename ... on Error { code message whatToDo }
  ... on InvalidArgument { argument expected } ... on NotFound { typeName }`;

// biome-ignore lint/suspicious/noExplicitAny: answers are as their documents ask.
type Answer = any;

async function create(args: string, apiKey = gateway.apiKey): Promise<Answer> {
  const { createWebhookEndpoint } = await gateway.ask<Answer>(
    `mutation { createWebhookEndpoint(${args}) {
      ${failureFields} ... on WebhookUrlRefused { reason } ... on TooManyWebhookEndpoints { max }
      ... on CreateWebhookEndpointSuccess { secret endpoint { ${endpointFields} } }
    } }`,
    {},
    apiKey,
  );
  return createWebhookEndpoint;
}

async function ask(document: string, variables: object = {}): Promise<Answer> {
  return gateway.ask<Answer>(document, variables);
}

const sendTest = async (endpointId: string) =>
  (
    await ask(
      `mutation ($id: ID!) { sendTestEvent(endpointId: $id) {
        ${failureFields} ... on SendTestEventSuccess { eventId }
      } }`,
      { id: endpointId },
    )
  ).sendTestEvent;

const listDeliveries = async (endpointId: string) =>
  (
    await ask(
      `query ($id: ID!) { deliveries(endpointId: $id) { edges { cursor node {
        id endpointId eventId eventType userId state attemptCount nextAttemptAt eventAppendedAt
        createdAt settledAt
        attempts { number at status failure durationMs answerHead answerHeaders { name value } }
      } } pageInfo { hasNextPage } } }`,
      { id: endpointId },
    )
  ).deliveries.edges.map(({ node }: { node: unknown }) => node) as Answer[];

describe('deliveries over the API', () => {
  it('are found by event, user and answer, and show what was sent without what is secret', async () => {
    const [good, bad] = [await addReceiver(), await addReceiver(status(503))];
    const { endpoint } = await create(
      `url: "${good.url}", headers: [{ name: "X-Key", value: "hush" }]`,
    );
    const { endpoint: failing } = await create(`url: "${bad.url}"`);
    const { eventId } = await sendTest(endpoint.id);
    const { eventId: refusedId } = await sendTest(failing.id);
    const [webhook] = await good.waitFor(1);
    await bad.waitFor(1);
    const found = async (args: string) => {
      const { deliveries } = await ask(`{ deliveries(${args}) { edges { node { eventId } } } }`);
      return deliveries.edges.map(({ node }: Answer) => node.eventId);
    };
    const both = [eventId, refusedId];
    await eventually(async () => (await found('httpStatus: 503')).includes(refusedId));
    await eventually(async () => (await found('answers: [SUCCESS]')).includes(eventId));
    expect(await found(`eventId: "${eventId}"`)).toEqual([eventId]);
    const ofBoth = (ids: string[]) => ids.filter((id) => both.includes(id));
    expect(ofBoth(await found('answers: [SERVER_ERROR]'))).toEqual([refusedId]);
    expect(ofBoth(await found('answers: [NONE, CLIENT_ERROR, REDIRECT]'))).toEqual([]);
    expect(ofBoth(await found('answers: [SUCCESS, SERVER_ERROR]')).toSorted()).toEqual(
      both.toSorted(),
    );
    expect(await found('userId: "User:01890000-0000-7000-8000-000000000001"')).toEqual([]);
    const { deliveries } = await ask(
      `{ deliveries(eventId: "${eventId}") { edges { node { requestBody requestHeaders { name value } } } } }`,
    );
    const [{ node }] = deliveries.edges;
    expect(node.requestBody).toBe(webhook?.body);
    const sent = webhook?.headers ?? {};
    for (const { name, value } of node.requestHeaders) {
      const key = name.toLowerCase();
      expect(sent[key], name).toBeDefined();
      if (value !== null) expect(sent[key]).toBe(value);
    }
    expect(node.requestHeaders).toContainEqual({ name: 'X-Key', value: null });
    expect(JSON.stringify(node)).not.toContain('hush');
  });

  it('are counted for each endpoint, with how long its answers took', async () => {
    const receiver = await addReceiver();
    const { endpoint } = await create(`url: "${receiver.url}"`);
    await sendTest(endpoint.id);
    const activity = async () => {
      const { webhookEndpoint } = await ask(
        `query ($id: ID!) { webhookEndpoint(id: $id) { activity {
          pendingCount succeededCount exhaustedCount cancelledCount attemptCount
          failedAttemptCount medianMs p95Ms } } }`,
        { id: endpoint.id },
      );
      return webhookEndpoint.activity;
    };
    await eventually(async () => (await activity()).succeededCount === 1);
    const { medianMs, ...counts } = await activity();
    expect(counts).toEqual({
      ...{ pendingCount: 0, succeededCount: 1, exhaustedCount: 0, cancelledCount: 0 },
      ...{ attemptCount: 1, failedAttemptCount: 0, p95Ms: medianMs },
    });
    expect(medianMs).toBeGreaterThanOrEqual(0);
    const minute = 60_000;
    const since = (ms: number) => new Date(Date.now() + ms).toISOString();
    const { webhookEndpoint } = await ask(
      `query ($id: ID!, $before: DateTime!, $after: DateTime!) { webhookEndpoint(id: $id) {
        before: activity(since: $before) { succeededCount }
        after: activity(since: $after) { succeededCount }
        usual: activity { succeededCount }
      } }`,
      { id: endpoint.id, before: since(-10 * minute), after: since(minute) },
    );
    expect(webhookEndpoint).toEqual({
      before: { succeededCount: 1 },
      after: { succeededCount: 0 },
      usual: { succeededCount: 1 },
    });
  });

  it('names what it does not understand of a filter', async () => {
    for (const [args, argument] of [
      ['eventId: "x"', 'eventId'],
      ['httpStatus: 99', 'httpStatus'],
      ['httpStatus: 200, answers: [NONE]', 'httpStatus'],
      ['answers: []', 'answers'],
    ]) {
      const answer = ask(`{ deliveries(${args}) { edges { cursor } } }`);
      await expect(answer, args).rejects.toThrow(`"argument":"${argument}"`);
    }
  });
});

describe('a webhook endpoint over the API', () => {
  it('is created, receives a signed test event, and shows what was sent', async () => {
    const receiver = await addReceiver();
    const created = await create(`url: "${receiver.url}", description: "mine"`);
    expect(created).toMatchObject({
      __typename: 'CreateWebhookEndpointSuccess',
      endpoint: { url: receiver.url, description: 'mine', eventTypes: null, isEnabled: true },
    });
    const { endpoint, secret } = created;
    const { eventId } = await sendTest(endpoint.id);
    const [webhook] = await receiver.waitFor(1);
    expect(new Webhook(secret).verify(webhook?.body ?? '', webhook?.headers ?? {})).toMatchObject({
      id: eventId,
      event_type: 'webhook.endpoint.test',
    });
    const [delivery] = await eventually(async () => {
      const deliveries = await listDeliveries(endpoint.id);
      return deliveries[0]?.state === 'SUCCEEDED' ? deliveries : null;
    });
    expect(delivery).toMatchObject({
      endpointId: endpoint.id,
      eventId,
      eventType: 'WEBHOOK_ENDPOINT_TEST',
      attemptCount: 1,
      nextAttemptAt: null,
      attempts: [{ number: 1, status: 200, failure: null, answerHead: 'thanks' }],
    });
    expect(delivery.attempts[0].answerHeaders).toContainEqual({
      name: 'date',
      value: expect.stringMatching(/GMT$/),
    });
    const { delivery: same } = await ask('query ($id: ID!) { delivery(id: $id) { eventId } }', {
      id: delivery.id,
    });
    expect(same).toEqual({ eventId });
  });

  it('keeps its settings, and changes those that are given', async () => {
    const receiver = await addReceiver();
    const { endpoint } = await create(`
      url: "${receiver.url}", eventTypes: [DAILY_DATA_GLUCOSE_CREATED], ratePerSecond: 5,
      headers: [{ name: "x-key", value: "hush" }]`);
    expect(endpoint).toMatchObject({
      eventTypes: ['DAILY_DATA_GLUCOSE_CREATED'],
      ratePerSecond: 5,
      headerNames: ['x-key'],
    });
    const update = async (args: string) =>
      (
        await ask(
          `mutation ($id: ID!) { updateWebhookEndpoint(endpointId: $id, ${args}) {
            ${failureFields} ... on UpdateWebhookEndpointSuccess { endpoint { ${endpointFields} } }
          } }`,
          { id: endpoint.id },
        )
      ).updateWebhookEndpoint;
    expect(await update('ratePerSecond: null, isEnabled: false')).toMatchObject({
      endpoint: {
        eventTypes: ['DAILY_DATA_GLUCOSE_CREATED'],
        ratePerSecond: null,
        isEnabled: false,
        disabledReason: 'BY_TEAM',
      },
    });
    expect(await sendTest(endpoint.id)).toMatchObject({ code: 'WEBHOOK_ENDPOINT_DISABLED' });
    expect(await update('isEnabled: true, eventTypes: null, headers: []')).toMatchObject({
      endpoint: { eventTypes: null, isEnabled: true, disabledReason: null, headerNames: [] },
    });
    const { webhookEndpoint, webhookEndpoints } = await ask(
      `query ($id: ID!) {
        webhookEndpoint(id: $id) { id }
        webhookEndpoints { edges { node { id } } }
      }`,
      { id: endpoint.id },
    );
    expect(webhookEndpoint).toEqual({ id: endpoint.id });
    expect(webhookEndpoints.edges.at(-1)).toEqual({ node: { id: endpoint.id } });
  });

  it('is listed by whether it fails, unless the team itself switched it off', async () => {
    const url = (await addReceiver()).url;
    const made: string[] = [];
    for (const description of ['well', 'failing', 'gone', 'off']) {
      made.push((await create(`url: "${url}", description: "${description}"`)).endpoint.id);
    }
    const [, failing = '', gone = '', off = ''] = made.map((id) => id.replace(/.*:/, ''));
    await sql`update webhook_endpoints set failing_since = now() where id = ${failing}`.execute(
      gateway.db,
    );
    await sql`update webhook_endpoints set disabled_at = now(), failing_since = now(),
        disabled_reason = case id when ${gone}::uuid then 'GONE' else 'BY_TEAM' end
      where id in (${gone}::uuid, ${off}::uuid)`.execute(gateway.db);
    const list = async (args: string) => {
      const { webhookEndpoints } = await ask(
        `{ webhookEndpoints(first: 100, ${args}) { edges { node { id description } } } }`,
      );
      const nodes: { id: string; description: string }[] = webhookEndpoints.edges.map(
        (edge: { node: object }) => edge.node,
      );
      return nodes.filter(({ id }) => made.includes(id)).map(({ description }) => description);
    };
    expect(await list('isFailing: true')).toEqual(['failing', 'gone']);
    expect(await list('isFailing: false')).toEqual(['well', 'off']);
    expect(await list('isFailing: null')).toEqual(['well', 'failing', 'gone', 'off']);
  });

  it('is deleted with its deliveries', async () => {
    const { endpoint } = await create(`url: "${(await addReceiver()).url}"`);
    const remove = async () =>
      (
        await ask(
          `mutation ($id: ID!) { deleteWebhookEndpoint(endpointId: $id) {
            ${failureFields} ... on DeleteWebhookEndpointSuccess { endpointId }
          } }`,
          { id: endpoint.id },
        )
      ).deleteWebhookEndpoint;
    expect(await remove()).toMatchObject({ endpointId: endpoint.id });
    expect(await remove()).toMatchObject({ code: 'NOT_FOUND', typeName: 'WebhookEndpoint' });
  });

  it.each([
    ['url: "nonsense"', { code: 'WEBHOOK_URL_REFUSED', reason: 'MALFORMED' }],
    ['url: "ftp://127.0.0.1/"', { code: 'WEBHOOK_URL_REFUSED', reason: 'NOT_HTTPS' }],
    ['url: "https://10.0.0.1/"', { code: 'WEBHOOK_URL_REFUSED', reason: 'FORBIDDEN_ADDRESS' }],
    ['url: "https://[::1]/"', { code: 'WEBHOOK_URL_REFUSED', reason: 'FORBIDDEN_ADDRESS' }],
    ['url: "https://a:b@127.0.0.1/"', { reason: 'HAS_CREDENTIALS' }],
    ['url: "https://127.0.0.1/", secret: "x"', { code: 'INVALID_ARGUMENT', argument: 'secret' }],
    ['url: "https://127.0.0.1/", eventTypes: []', { argument: 'eventTypes' }],
    ['url: "https://127.0.0.1/", ratePerSecond: 0', { argument: 'ratePerSecond' }],
    [
      'url: "https://127.0.0.1/", headers: [{ name: "Host", value: "x" }]',
      { code: 'INVALID_ARGUMENT', argument: 'headers' },
    ],
    [
      'url: "https://127.0.0.1/", userId: "User:0190a0a0-0000-7000-8000-000000000000"',
      { code: 'NOT_FOUND', typeName: 'User' },
    ],
  ])('is refused when it is created with %s', async (args, failure) => {
    expect(await create(args)).toMatchObject(failure);
  });
});

describe('a secret over the API', () => {
  it('is shown again on request only, replaced on request, and all of that is in the audit', async () => {
    const { endpoint, secret } = await create(`url: "${(await addReceiver()).url}"`);
    const { revealWebhookSecret, rotateWebhookSecret } = await ask(
      `mutation ($id: ID!) {
        revealWebhookSecret(endpointId: $id) { ... on RevealWebhookSecretSuccess { secret } }
        rotateWebhookSecret(endpointId: $id) {
          ... on RotateWebhookSecretSuccess { secret previousUntil }
        }
      }`,
      { id: endpoint.id },
    );
    expect(revealWebhookSecret).toEqual({ secret });
    expect(rotateWebhookSecret.secret).toMatch(/^whsec_/);
    expect(rotateWebhookSecret.secret).not.toBe(secret);
    const { auditEntries } = await ask('{ auditEntries { edges { node { action subjectId } } } }');
    const actions = auditEntries.edges
      .map(({ node }: Answer) => node)
      .filter(({ subjectId }: Answer) => endpoint.id.endsWith(subjectId))
      .map(({ action }: Answer) => action);
    expect(actions).toEqual([
      'webhook-endpoint.secret-rotated',
      'webhook-endpoint.secret-revealed',
      'webhook-endpoint.created',
    ]);
  });
});

describe('sending again over the API', () => {
  it('resends one delivery, recovers what failed, and replays the log, with progress', async () => {
    const receiver = await addReceiver(status(500));
    const { endpoint } = await create(`url: "${receiver.url}"`);
    const { eventId } = await sendTest(endpoint.id);
    const [failed] = await eventually(async () => {
      const deliveries = await listDeliveries(endpoint.id);
      return deliveries[0]?.attemptCount === 1 ? deliveries : null;
    });
    expect(failed).toMatchObject({ state: 'PENDING', attempts: [{ failure: 'STATUS' }] });
    receiver.answerWith(ok);
    const { resendDelivery } = await ask(
      `mutation ($id: ID!) { resendDelivery(deliveryId: $id) {
        ${failureFields} ... on ResendDeliverySuccess { delivery { id state } }
      } }`,
      { id: failed.id },
    );
    expect(resendDelivery).toMatchObject({ delivery: { id: failed.id, state: 'PENDING' } });
    await receiver.waitFor(2);
    await eventually(async () => (await listDeliveries(endpoint.id))[0]?.state === 'SUCCEEDED');

    const { replayEvents } = await ask(
      `mutation ($id: ID!) { replayEvents(endpointId: $id) {
        ${failureFields}
        ... on ReplayEventsSuccess { replay { id kind progress stagedCount finishedAt } }
      } }`,
      { id: endpoint.id },
    );
    expect(replayEvents.replay).toMatchObject({ kind: 'REPLAY', stagedCount: 0, progress: 0 });
    await receiver.waitFor(3);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual(
      Array(3).fill(eventId),
    );
    const replay = await eventually(async () => {
      const { replay } = await ask(
        `query ($id: ID!) { replay(id: $id) {
          endpointId progress stagedCount createdAt finishedAt isCutShort
        } }`,
        { id: replayEvents.replay.id },
      );
      return replay.finishedAt ? replay : null;
    });
    expect(replay).toMatchObject({ endpointId: endpoint.id, progress: 1, isCutShort: false });

    const { recoverDeliveries, stopReplay } = await ask(
      `mutation ($id: ID!, $replay: ID!) {
        recoverDeliveries(endpointId: $id, since: "2020-01-01T00:00:00Z") {
          ... on RecoverDeliveriesSuccess { replay { kind } }
        }
        stopReplay(replayId: $replay) { ... on StopReplaySuccess { replay { isCutShort } } }
      }`,
      { id: endpoint.id, replay: replayEvents.replay.id },
    );
    expect(recoverDeliveries).toEqual({ replay: { kind: 'RECOVER' } });
    expect(stopReplay).toEqual({ replay: { isCutShort: false } });
    const { replays } = await ask(
      'query ($id: ID!) { replays(endpointId: $id) { edges { node { kind } } } }',
      { id: endpoint.id },
    );
    expect(replays.edges.map(({ node }: Answer) => node.kind)).toEqual(['RECOVER', 'REPLAY']);
  });

  it('names the argument that it does not understand', async () => {
    const { endpoint } = await create(`url: "${(await addReceiver()).url}"`);
    const replay = async (args: string) =>
      (
        await ask(
          `mutation ($id: ID!) { replayEvents(endpointId: $id, ${args}) { ${failureFields} } }`,
          { id: endpoint.id },
        )
      ).replayEvents;
    expect(await replay('after: "nonsense"')).toMatchObject({ argument: 'after' });
    expect(await replay('from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z"')).toMatchObject({
      argument: 'to',
    });
    const { resendDelivery } = await ask(
      `mutation { resendDelivery(deliveryId: "nonsense") { ${failureFields} } }`,
    );
    expect(resendDelivery).toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'deliveryId' });
  });
});
