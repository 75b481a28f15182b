import { serialization } from '@junction-api/sdk';
import { afterEach, describe, expect, it } from 'vitest';
import { createRig, type Rig } from '#test/rig';

/**
 * A consumer that was written for the hosted service reads our payloads unchanged: they are parsed
 * with that service's own published client.
 */
let rig: Rig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});

const lenient = {
  unrecognizedObjectKeys: 'passthrough',
  allowUnrecognizedEnumValues: true,
} as const;

async function payloadsOf(type: string): Promise<unknown[]> {
  const rows = await rig?.db
    .selectFrom('events')
    .select('payload')
    .where('type', '=', type)
    .orderBy('position')
    .execute();
  return (rows ?? []).map((row) => row.payload);
}

async function setup() {
  rig = await createRig();
  const account = rig.simulator.addAccount({ username: 'reader', password: 'reader-password' });
  const user = await rig.addUser({ clientUserId: 'client-17' });
  await rig.link(user, account);
  await rig.poller.pollDue();
  return { rig, user, account };
}

describe('the payloads of webhooks', () => {
  it('are glucose events of the hosted service, in mmol/L and UTC', async () => {
    const { user } = await setup();
    const payloads = await payloadsOf('daily.data.glucose.created');
    expect(payloads.length).toBeGreaterThan(0);
    for (const payload of payloads) {
      const parsed = serialization.ClientFacingGlucoseChanged.parse(payload as never, lenient);
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
      expect(parsed.value.userId).toBe(user.userId);
      expect(parsed.value.clientUserId).toBe('client-17');
      expect(parsed.value.data.source.provider).toBe('dexcom');
      for (const sample of parsed.value.data.data) {
        expect(sample.unit).toBe('mmol/L');
        expect(sample.value).toBeGreaterThan(2);
        expect(sample.value).toBeLessThan(23);
      }
    }
    const [first] = payloads as { data: { data: { timestamp: string }[] } }[];
    expect(first?.data.data[0]?.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
  });

  it('tell of a connection without naming the account', async () => {
    await setup();
    const [payload] = await payloadsOf('provider.connection.created');
    const parsed = serialization.ClientFacingProviderConnectionCreatedEvent.parse(
      payload as never,
      lenient,
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    expect(parsed.value.data.externalUserId ?? null).toBeNull();
    expect(JSON.stringify(payload)).not.toContain('reader');
  });

  it('tell of an error as the hosted service does', async () => {
    const { rig, account } = await setup();
    rig.simulator.changeAccount(account, { password: 'changed-password' });
    rig.simulator.killSessions(account, 'expire');
    await rig.runFor(2 * 3_600_000);
    const [payload] = await payloadsOf('provider.connection.error');
    const parsed = serialization.ClientFacingProviderConnectionErrorEvent.parse(
      payload as never,
      lenient,
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    expect(parsed.value.data.errorType).toBe('provider_credential_error');
  });
});
