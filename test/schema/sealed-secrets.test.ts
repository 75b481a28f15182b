import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { askGraphql } from '#test/api';
import { linkThroughApi, startGateway } from '#test/gateway';
import { createWebhookReceiver } from '#test/webhook-receiver';

/**
 * Somebody may write to the database and has a key of a team. Whatever is moved where, no answer
 * and no delivery holds what was sealed for something else.
 */
const gateway = await startGateway();
const receiver = await createWebhookReceiver();
afterAll(async () => {
  await gateway.close();
  await receiver.close();
});
const account = { username: 'the-account-name', password: 'the-account-password' };
gateway.simulator.addAccount(account);
await linkThroughApi(gateway, account, 'the-person');
const { rows: linked } = await sql<{ id: string }>`select id from connections`.execute(gateway.db);
const connectionId = linked[0]?.id ?? '';

const reveal = `mutation ($id: ID!) {
  revealWebhookSecret(endpointId: $id) { ... on RevealWebhookSecretSuccess { secret } }
}`;

async function newEndpoint(): Promise<string> {
  const { createWebhookEndpoint } = await gateway.ask<{
    createWebhookEndpoint: { endpoint: { id: string } };
  }>(
    `mutation ($url: String!) {
      createWebhookEndpoint(url: $url, eventTypes: [WEBHOOK_ENDPOINT_TEST],
        headers: [{ name: "authorization", value: "the-value-of-a-header" }]
      ) { ... on CreateWebhookEndpointSuccess { endpoint { id } } }
    }`,
    { url: receiver.url },
  );
  return createWebhookEndpoint.endpoint.id.replace('WebhookEndpoint:', '');
}

/** An endpoint under the id of the connection, so that boxes bound to the id alone open there. */
async function endpointOfConnection(): Promise<string> {
  await sql`delete from webhook_endpoints where id = ${connectionId}`.execute(gateway.db);
  const id = await newEndpoint();
  await sql`update webhook_endpoints set id = ${connectionId} where id = ${id}`.execute(gateway.db);
  return connectionId;
}

async function answerTo(document: string, id: string): Promise<string> {
  const { apiKey } = gateway;
  return JSON.stringify(await askGraphql(gateway.url, document, { apiKey, variables: { id } }));
}

describe('a sealed secret that was moved', () => {
  it('from the credentials of a connection is not told as the secret of an endpoint', async () => {
    const id = await endpointOfConnection();
    await sql`update webhook_endpoints e set secret_sealed = c.credentials_sealed
      from connections c where e.id = c.id`.execute(gateway.db);
    expect(await answerTo(reveal, id)).not.toContain(account.password);
  });

  it('from the headers of an endpoint is not told as its secret', async () => {
    const id = await newEndpoint();
    await sql`update webhook_endpoints set secret_sealed = headers_sealed
      where id = ${id}`.execute(gateway.db);
    expect(await answerTo(reveal, id)).not.toContain('the-value-of-a-header');
  });

  it('from the secret of an endpoint to its replaced secret signs nothing', async () => {
    const id = await newEndpoint();
    await sql`update webhook_endpoints set previous_secret_sealed = secret_sealed,
      previous_secret_until = now() + interval '1 day' where id = ${id}`.execute(gateway.db);
    const before = receiver.received.length;
    await answerTo('mutation ($id: ID!) { sendTestEvent(endpointId: $id) { __typename } }', id);
    const delivered = await receiver.waitFor(before + 1, 3_000).catch(() => []);
    const [signatures = ''] = delivered
      .slice(before)
      .map(({ headers }) => headers['webhook-signature']);
    expect(signatures.split(' ')).toHaveLength(1);
  });

  it('keeps no other endpoint from being sent to', async () => {
    const [moved, sound] = [await newEndpoint(), await newEndpoint()];
    await sql`update webhook_endpoints set secret_sealed = headers_sealed
      where id = ${moved}`.execute(gateway.db);
    const before = receiver.received.length;
    const test = 'mutation ($id: ID!) { sendTestEvent(endpointId: $id) { __typename } }';
    for (const id of [moved, sound]) await answerTo(test, id);
    const delivered = (await receiver.waitFor(before + 1)).slice(before);
    expect(delivered.map(({ body }) => JSON.parse(body).data.endpoint_id)).toEqual([sound]);
  });
});
