import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ResolveHost } from '#src/webhooks/http/resolve-host.ts';
import { systemClock } from '#std/clock';
import { createSealer } from '#std/sealed-box';
import { startTestApi } from '#test/api';
import { createVirtualClock } from '#test/virtual-clock';
import { createWebhookRig } from '#test/webhook-rig';
import { createAddressPolicy, createWebhookContext } from '#webhooks';

/** A network inside has names that the public does not know. */
const resolveInside: ResolveHost = async (host) => {
  if (host === 'database.inside.test') return ['10.1.2.3'];
  throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
};
const names = ['database.inside.test', 'nobody.inside.test'];

describe('the name of a receiver', () => {
  it('that leads inside is answered as one that nobody has', async () => {
    const webhookContext = createWebhookContext({
      clock: systemClock,
      sealer: createSealer([{ id: 'test', key: randomBytes(32) }]),
      addressPolicy: createAddressPolicy(),
      resolveHost: resolveInside,
    });
    const api = await startTestApi({ services: { webhookContext } });
    onTestFinished(() => api.close());
    const document = `mutation ($url: String!) {
      createWebhookEndpoint(url: $url) {
        __typename ... on Error { code message whatToDo } ... on WebhookUrlRefused { reason }
      }
    }`;
    const answers = await Promise.all(
      names.map((name) => api.ask(document, { variables: { url: `https://${name}/` } })),
    );
    const [inside, nobody] = answers.map(({ data }) => data.createWebhookEndpoint);
    expect(inside).toEqual({ __typename: 'CreateWebhookEndpointSuccess' });
    expect(inside).toEqual(nobody);
  });

  it('that leads inside by now fails as one that nobody has any more', async () => {
    let isPublic = true;
    const clock = createVirtualClock();
    const resolveHost: ResolveHost = async (host) =>
      isPublic ? ['127.0.0.1'] : resolveInside(host);
    const rig = await createWebhookRig({ clock, resolveHost });
    onTestFinished(() => rig.close());
    for (const name of names) await rig.addEndpoint(`http://${name}:9/`);
    isPublic = false;
    await rig.append({});
    await rig.createNode().deliverDue();
    const attempts = await rig.db
      .selectFrom('webhook_attempts')
      .select(['failure', 'status', 'answer_head'])
      .execute();
    expect(attempts).toHaveLength(2);
    expect(attempts[0]).toEqual(attempts[1]);
  });
});
