import { serialization } from '@junction-api/sdk';
import { afterAll, describe, expect, it } from 'vitest';
import { abandonLinks, disconnectConnection, findLink, openLink } from '#connections';
import { expectExampleOf } from '#test/event-examples';
import { faultsOfPayload } from '#test/event-schema';
import { createRig } from '#test/rig';

/**
 * A consumer that was written for the hosted service reads our payloads unchanged: they are parsed
 * with that service's own published client. And each is as our own JSON Schema says.
 */
const lenient = {
  unrecognizedObjectKeys: 'passthrough',
  allowUnrecognizedEnumValues: true,
} as const;

const hourMs = 3_600_000;
const rig = await createRig();
afterAll(() => rig.close());

/** One person from the first link to the end, with all that can happen on the way. */
const user = await rig.addUser({ clientUserId: 'client-17' });
const account = rig.simulator.addAccount({ username: 'reader', password: 'reader-password' });
await openIt(user.token);
await rig.link(user, { ...account, password: 'mistyped' });
await rig.clock.advance(10 * 60_000);
await rig.link(user, account);
await rig.poller.pollDue();
const firstDay = (await payloadsOf('daily.data.glucose.created')).length;
await rig.runFor(20 * 60_000);
const { newestTakenAt } = await rig.connectionOf(user);
rig.simulator.reviseReading(account, { atMs: newestTakenAt?.getTime() ?? 0, valueMgDl: 333 });
const gap = { fromMs: rig.clock.nowMs(), toMs: rig.clock.nowMs() + hourMs, backfillAtMs: null };
rig.simulator.addGap(account, gap);
await rig.runFor(40 * 60_000);
await rig.poller.reportStalls();
await rig.runFor(hourMs);
rig.simulator.changeAccount(account, { password: 'changed-password' });
rig.simulator.killSessions(account, 'expire');
await rig.runFor(2 * hourMs);
const { id: connectionId, teamId } = await rig.connectionOf(user);
const source = { kind: 'system', id: null, address: null } as const;
const end = { teamId, connectionId, maySee: () => true };
await disconnectConnection(rig.db, rig.clock, source, end);
const other = await rig.addUser({});
await openIt(other.token);
await rig.clock.advance(2 * hourMs);
await abandonLinks(rig.db, rig.clock);

async function openIt(token: string): Promise<void> {
  const link = await findLink(rig.db, { token });
  if (link) await openLink(rig.db, rig.clock, link);
}

async function payloadsOf(type?: string): Promise<unknown[]> {
  const events = rig.db.selectFrom('events').select('payload').orderBy('position');
  const rows = await events
    .$if(type !== undefined, (q) => q.where('type', '=', type ?? ''))
    .execute();
  return rows.map(({ payload }) => payload);
}

describe('the payloads of webhooks', () => {
  it('are glucose events of the hosted service, in mmol/L and UTC, from the first day on', async () => {
    expect(firstDay).toBeGreaterThan(0);
    const created = await payloadsOf('daily.data.glucose.created');
    const updated = await payloadsOf('daily.data.glucose.updated');
    expect(updated.length).toBeGreaterThan(0);
    for (const payload of [...created, ...updated]) {
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
    const samples = (created[0] as { data: { data: unknown[] } }).data.data;
    expect(samples.length).toBeGreaterThan(200);
  });

  it('tell of a connection without naming the account', async () => {
    const [payload] = await payloadsOf('provider.connection.created');
    const parsed = serialization.ClientFacingProviderConnectionCreatedEvent.parse(
      payload as never,
      lenient,
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    expect(parsed.value.data.externalUserId ?? null).toBeNull();
    expect(JSON.stringify(await payloadsOf())).not.toMatch(/reader|mistyped|changed-password/);
  });

  it('tell of an error as the hosted service does', async () => {
    const [payload] = await payloadsOf('provider.connection.error');
    const parsed = serialization.ClientFacingProviderConnectionErrorEvent.parse(
      payload as never,
      lenient,
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    expect(parsed.value.data.errorType).toBe('provider_credential_error');
  });

  it('are each as the JSON Schema says, with every instant in one form', async () => {
    const payloads = await payloadsOf();
    for (const payload of payloads) expect(faultsOfPayload(payload)).toEqual([]);
    const first = new Map(payloads.toReversed().map((each) => [typeOf(each), each]));
    for (const payload of first.values()) expectExampleOf(payload);
    const types = payloads.map(typeOf);
    expect([...new Set(types)].sort()).toEqual([
      'daily.data.glucose.created',
      'daily.data.glucose.updated',
      'link.abandoned',
      'link.failed',
      'link.opened',
      'provider.connection.created',
      'provider.connection.disconnected',
      'provider.connection.error',
      'provider.connection.recovered',
      'provider.connection.stalled',
    ]);
  });

  it('hold no history: the hosted service has none of this provider either', async () => {
    const types = (await payloadsOf()).map((payload) => JSON.stringify(payload));
    expect(types.filter((text) => text.includes('"historical.'))).toEqual([]);
  });
});

function typeOf(payload: unknown): string {
  return (payload as { readonly event_type: string }).event_type;
}
