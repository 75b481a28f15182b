import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemSource } from '#src/teams/audit/audit.ts';
import type { EndpointSettings } from '#src/webhooks/endpoints/endpoint-settings.ts';
import { keyOfSecret, newSecret } from '#src/webhooks/http/secret.ts';
import { createSealer } from '#std/sealed-box';
import { createVirtualClock } from '#test/virtual-clock';
import { createWebhookRig, type WebhookRigOptions } from '#test/webhook-rig';
import {
  createAddressPolicy,
  createEndpoint,
  createWebhookContext,
  deleteEndpoint,
  findEndpoint,
  judgeUrl,
  listEndpoints,
  readSecret,
  resealEndpoints,
  rotateSecret,
  sendTestEvent,
  updateEndpoint,
} from '#webhooks';

async function setup(options: WebhookRigOptions = {}) {
  const rig = await createWebhookRig({ clock: createVirtualClock(), ...options });
  onTestFinished(() => rig.close());
  const { db, context, teamId } = rig;
  const url = await judgeUrl(context, 'https://receiver.test/hook');
  if (url.kind !== 'judged') throw new Error('the receiver was refused');
  const create = (settings: EndpointSettings & { secret?: string } = {}) =>
    createEndpoint(db, context, { teamId, url, ...settings });
  return { ...rig, url, create };
}

const nobody = '0190a0a0-0000-7000-8000-000000000000';

describe('a new endpoint', () => {
  it('takes all events unless told, and gives its secret this once', async () => {
    const { create, db, context, teamId } = await setup();
    const creation = await create();
    if (creation.kind !== 'created') throw new Error(creation.kind);
    const { endpoint, secret } = creation;
    expect(endpoint).toMatchObject({
      teamId,
      url: 'https://receiver.test/hook',
      description: '',
      eventTypes: null,
      userId: null,
      headerNames: [],
      ratePerSecond: null,
      disabled: null,
      failingSince: null,
    });
    expect(keyOfSecret(secret)).toHaveLength(32);
    expect(JSON.stringify(endpoint)).not.toContain(secret);
    expect(await findEndpoint(db, context, teamId, endpoint.id)).toEqual(endpoint);
    expect(await readSecret(db, context, teamId, endpoint.id)).toBe(secret);
  });

  it('takes a secret that its receiver already has', async () => {
    const { create } = await setup();
    const secret = newSecret();
    expect(await create({ secret })).toMatchObject({ kind: 'created', secret });
    expect(await create({ secret: 'whsec_short' })).toEqual({ kind: 'bad-secret' });
  });

  it.each<[string, EndpointSettings, object]>([
    ['a description', { description: 'x'.repeat(501) }, { kind: 'description-too-long' }],
    ['no types', { eventTypes: [] }, { kind: 'no-event-types' }],
    ['a type', { eventTypes: ['daily.data.sleep.created'] }, { kind: 'unknown-event-type' }],
    ['a rate', { ratePerSecond: 0 }, { kind: 'rate-out-of-range' }],
    ['a rate', { ratePerSecond: 10_001 }, { kind: 'rate-out-of-range' }],
    ['a rate', { ratePerSecond: 1.5 }, { kind: 'rate-out-of-range' }],
    ['a user', { userId: nobody }, { kind: 'user-not-found' }],
    [
      'many headers',
      { headers: Array.from({ length: 21 }, (_, n) => ({ name: `x-${n}`, value: '' })) },
      { kind: 'too-many-headers', headersMax: 20 },
    ],
    [
      'the same header twice',
      {
        headers: [
          { name: 'X-A', value: '1' },
          { name: 'x-a', value: '2' },
        ],
      },
      { kind: 'bad-header', name: 'x-a' },
    ],
  ])('refuses %s that it cannot keep', async (_what, settings, refusal) => {
    const { create } = await setup();
    expect(await create(settings)).toMatchObject(refusal);
  });

  it.each([
    'Host',
    'content-length',
    'Content-Type',
    'Transfer-Encoding',
    'connection',
    'Webhook-Id',
    'svix-signature',
    'X-Forwarded-For',
    'Proxy-Authorization',
    'User-Agent',
  ])('refuses the reserved header %s', async (name) => {
    const { create } = await setup();
    const settings = { headers: [{ name, value: 'x' }] };
    expect(await create(settings)).toEqual({ kind: 'reserved-header', name });
  });

  it.each([
    ['x a', '1'],
    ['', '1'],
    ['x-é', '1'],
    ['x-a', 'line\r\nbreak'],
    ['x-a', ' padded'],
    ['x-a', 'zoë'],
    ['x-a', 'x'.repeat(1001)],
  ])('refuses the header %j: %j', async (name, value) => {
    const { create } = await setup();
    expect(await create({ headers: [{ name, value }] })).toEqual({ kind: 'bad-header', name });
  });

  it('is refused when the team has as many as it may, deleted ones not counted', async () => {
    const { create, db, context, teamId } = await setup({ policy: { endpointsPerTeamMax: 2 } });
    const [first] = [await create(), await create()];
    expect(await create()).toEqual({ kind: 'too-many-endpoints', endpointsMax: 2 });
    await deleteEndpoint(db, context, teamId, first.kind === 'created' ? first.endpoint.id : '');
    expect(await create()).toMatchObject({ kind: 'created' });
  });

  it('is counted right when many are made at once', async () => {
    const { create, db, context, teamId } = await setup({ policy: { endpointsPerTeamMax: 3 } });
    await Promise.all(Array.from({ length: 8 }, () => create()));
    expect(await listEndpoints(db, context, { teamId, limit: 10 })).toHaveLength(3);
  });
});

describe('the URL of a new endpoint', () => {
  const addressPolicy = createAddressPolicy();
  it.each([
    ['http://example.com/', 'not-https'],
    ['https://127.0.0.1/', 'forbidden-address'],
    ['https://localhost/', 'forbidden-address'],
    ['https://0x7f000001/', 'forbidden-address'],
    ['https://[fd00:ec2::254]/', 'forbidden-address'],
    ['https://user:pass@example.com/', 'has-credentials'],
  ])('%s is refused: %s', async (text, problem) => {
    const resolveHost = async () => ['127.0.0.1'];
    const { context } = await setup();
    const strict = createWebhookContext({ ...context, addressPolicy, resolveHost });
    expect(await judgeUrl(strict, text)).toEqual({ kind: 'bad-url', problem });
  });

  it('may be a name that does not resolve yet, or leads to a public address', async () => {
    const { context } = await setup();
    const unresolved = createWebhookContext({
      ...context,
      addressPolicy,
      resolveHost: () => Promise.reject(new Error('NXDOMAIN')),
    });
    const resolved = createWebhookContext({
      ...context,
      addressPolicy,
      resolveHost: async () => ['8.8.8.8'],
    });
    const judged = { kind: 'judged', href: 'https://example.com/hook' };
    expect(await judgeUrl(unresolved, 'https://example.com/hook')).toEqual(judged);
    expect(await judgeUrl(resolved, 'https://EXAMPLE.com/hook')).toEqual(judged);
  });
});

describe('an endpoint', () => {
  it('is another team’s as if it did not exist', async () => {
    const { db, context, teamId, addTeam, addEndpoint } = await setup();
    const { id } = await addEndpoint('https://receiver.test/');
    const other = await addTeam();
    expect(await findEndpoint(db, context, other, id)).toBeNull();
    expect(await readSecret(db, context, other, id)).toBeNull();
    expect(await listEndpoints(db, context, { teamId: other, limit: 10 })).toEqual([]);
    expect(await deleteEndpoint(db, context, other, id)).toBe(false);
    const notFound = { kind: 'endpoint-not-found' };
    expect(await updateEndpoint(db, context, { teamId: other, endpointId: id })).toEqual(notFound);
    expect(await rotateSecret(db, context, other, id)).toEqual(notFound);
    expect(
      await sendTestEvent(db, context, systemSource, { teamId: other, endpointId: id }),
    ).toEqual(notFound);
    expect(await findEndpoint(db, context, teamId, id)).not.toBeNull();
  });

  it('changes what is given and keeps the rest', async () => {
    const { db, context, teamId, userId, clock, addEndpoint } = {
      ...(await setup()),
      clock: null,
    };
    expect(clock).toBeNull();
    const { id } = await addEndpoint('https://receiver.test/', {
      description: 'first',
      eventTypes: ['provider.connection.created'],
      headers: [{ name: 'x-key', value: '1' }],
    });
    const change = { teamId, endpointId: id };
    const url = await judgeUrl(context, 'https://other.test/hook');
    if (url.kind !== 'judged') throw new Error('refused');
    expect(await updateEndpoint(db, context, { ...change, url, userId })).toMatchObject({
      kind: 'updated',
      endpoint: {
        url: 'https://other.test/hook',
        userId,
        description: 'first',
        eventTypes: ['provider.connection.created'],
        headerNames: ['x-key'],
      },
    });
    const cleared = { description: '', eventTypes: null, userId: null, headers: [] };
    expect(await updateEndpoint(db, context, { ...change, ...cleared })).toMatchObject({
      endpoint: { description: '', eventTypes: null, userId: null, headerNames: [] },
    });
    expect(await updateEndpoint(db, context, { ...change, userId: nobody })).toEqual({
      kind: 'user-not-found',
    });
  });

  it('is disabled by its team with that as the reason, and not again', async () => {
    const { db, context, teamId, addEndpoint } = await setup();
    const { id } = await addEndpoint('https://receiver.test/');
    const change = { teamId, endpointId: id };
    const first = await updateEndpoint(db, context, { ...change, isEnabled: false });
    expect(first).toMatchObject({ endpoint: { disabled: { reason: 'BY_TEAM' } } });
    expect(await sendTestEvent(db, context, systemSource, { teamId, endpointId: id })).toEqual({
      kind: 'endpoint-disabled',
    });
    await updateEndpoint(db, context, { ...change, isEnabled: true });
    expect(await findEndpoint(db, context, teamId, id)).toMatchObject({ disabled: null });
  });

  it('is listed by pages, oldest first', async () => {
    const { db, context, teamId, addEndpoint } = await setup();
    const ids = [];
    for (let n = 0; n < 5; n += 1) ids.push((await addEndpoint(`https://receiver.test/${n}`)).id);
    const all = await listEndpoints(db, context, { teamId, limit: 10 });
    expect(new Set(all.map(({ id }) => id))).toEqual(new Set(ids));
    const first = await listEndpoints(db, context, { teamId, limit: 3 });
    const rest = await listEndpoints(db, context, { teamId, afterId: first.at(-1)?.id, limit: 3 });
    expect([...first, ...rest]).toEqual(all);
  });
});

describe('a secret', () => {
  it('is replaced at once, and the one before signs for another day', async () => {
    const { db, context, teamId, addEndpoint } = await setup();
    const { id, secret } = await addEndpoint('https://receiver.test/');
    const rotation = await rotateSecret(db, context, teamId, id);
    if (rotation.kind !== 'rotated') throw new Error(rotation.kind);
    expect(rotation.secret).not.toBe(secret);
    expect(await readSecret(db, context, teamId, id)).toBe(rotation.secret);
    expect(rotation.previousUntil.getTime() - context.clock.nowMs()).toBe(24 * 3_600_000);
    expect(await findEndpoint(db, context, teamId, id)).toMatchObject({
      previousSecretUntil: rotation.previousUntil,
    });
  });

  it('is sealed again with a new key, and opens with that alone', async () => {
    const { db, context, teamId, addEndpoint } = await setup();
    const settings = { headers: [{ name: 'x-key', value: '1' }] };
    const { id } = await addEndpoint('https://receiver.test/', settings);
    await rotateSecret(db, context, teamId, id);
    const secret = await readSecret(db, context, teamId, id);
    const fresh = { id: 'fresh', key: randomBytes(32) };
    const old = { id: 'test', key: Buffer.alloc(32) };
    const open = (sealer: typeof context.sealer) =>
      readSecret(db, { ...context, sealer }, teamId, id);
    const both = createSealer([fresh, old]);
    const opening = { ...both, open: context.sealer.open };
    expect(await resealEndpoints(db, opening)).toBe(1);
    expect(await resealEndpoints(db, both)).toBe(0);
    expect(await open(createSealer([fresh]))).toBe(secret);
  });
});
