import { describe, expect, it } from 'vitest';
import { type Rig, setup, startMs } from './rig.ts';

const anna = { username: 'anna', password: 'secret', visibilityDelayMs: 0 };
type Options = Parameters<Rig['simulator']['changeAccount']>[1];

async function session(options: Options = {}) {
  const rig = await setup();
  const account = rig.simulator.addAccount({ ...anna, ...options });
  const sessionId = await rig.logIn(account);
  const ask = (name: string, query = '', body?: unknown) =>
    rig.post(`${name}?sessionId=${sessionId}${query}`, body);
  return { ...rig, account, sessionId, ask };
}

const isActive = 'Publisher/IsRemoteMonitoringSessionActive';
const list = 'Publisher/ListPublisherAccountSubscriptions';

describe('sharing', () => {
  it('that is off reads nothing, though the login succeeds', async () => {
    const { read, ask, sessionId } = await session({ isSharing: false });
    expect(await read(sessionId)).toEqual([]);
    expect((await ask(isActive)).json).toBe(false);
    expect((await ask(list)).json).toMatchObject([{ IsMonitoringSessionActive: false }]);
  });

  it('without a follower reads nothing, though it is on', async () => {
    const { read, ask, sessionId } = await session({ followers: 0 });
    expect(await read(sessionId)).toEqual([]);
    expect((await ask(isActive)).json).toBe(true);
    expect((await ask(list)).json).toEqual([]);
  });

  it('shows the readings of the whole time once it is on', async () => {
    const { simulator, account, read, sessionId } = await session({
      isSharing: false,
      followers: 0,
    });
    simulator.changeAccount(account, { isSharing: true, followers: ['Mum'] });
    expect((await read(sessionId)).length).toBeGreaterThan(280);
  });

  it('lists who follows, as the service does', async () => {
    const { ask } = await session({ followers: ['Mum'] });
    const answer = await ask(list);
    expect(answer.text).toContain('"DateTimeCreated":{"DateTime":"\\/Date(');
    expect(answer.json).toEqual([
      {
        ContactId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        ContactName: 'Mum',
        DateTimeCreated: { DateTime: expect.any(String), OffsetMinutes: 0 },
        DateTimeModified: { DateTime: expect.any(String), OffsetMinutes: 0 },
        DisplayName: 'Mum',
        InviteExpires: { DateTime: expect.any(String), OffsetMinutes: 0 },
        IsEnabled: true,
        IsMonitoringSessionActive: true,
        Permissions: 1,
        State: 1,
        SubscriberId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        SubscriptionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    ]);
  });

  it.each([
    ['not-found', 404],
    ['error', 500],
  ] as const)('may answer its questions with %s, and reads go on', async (answers, status) => {
    const { ask, read, sessionId } = await session({ sharingAnswers: answers });
    expect((await ask(isActive)).status).toBe(status);
    expect((await ask(list)).status).toBe(status);
    expect(await read(sessionId)).not.toEqual([]);
  });

  it('asks for a session', async () => {
    const { post } = await session();
    const unknown = '33333333-3333-3333-3333-333333333333';
    const answer = await post(`${isActive}?sessionId=${unknown}`);
    expect(answer.json).toMatchObject({ Code: 'SessionIdNotFound' });
  });

  it('is switched by the app', async () => {
    const { ask, read, sessionId } = await session();
    expect(await ask('Publisher/StopRemoteMonitoringSession')).toMatchObject({
      status: 200,
      text: '',
    });
    expect(await read(sessionId)).toEqual([]);
    const start = 'Publisher/StartRemoteMonitoringSession';
    expect((await ask(start, '&serialNumber=SM1')).status).toBe(200);
    expect(await read(sessionId)).not.toEqual([]);
    expect((await ask(start, '&serialNumber=SM1')).text).toContain(
      'Publisher account already has an active monitoring session',
    );
  });

  it('begins with a contact and an invitation, accepted or not', async () => {
    const { ask, read, sessionId } = await session({ followers: 0 });
    const contact = await ask('Publisher/CreateContact', '&contactName=Dad&emailAddress=d@x.org');
    expect((await ask('Publisher/DoesContactExistByName', '&contactName=Dad')).json).toBe(true);
    expect((await ask(list)).json).toEqual([]);
    const invite = 'Publisher/CreateSubscriptionInvitation';
    const invitation = await ask(invite, `&contactId=${contact.json}`, { Permissions: 1 });
    expect(invitation.json).toMatch(/^[0-9a-f-]{36}$/);
    expect((await ask(list)).json).toMatchObject([
      {
        SubscriberId: '00000000-0000-0000-0000-000000000000',
        SubscriptionId: invitation.json,
        State: 2,
        InviteExpires: { DateTime: `/Date(${startMs + 7 * 86_400_000})/` },
      },
    ]);
    expect(await read(sessionId)).not.toEqual([]);
    await ask('Publisher/DeleteContact', `&contactId=${contact.json}`);
    expect(await read(sessionId)).toEqual([]);
  });

  it('takes ten contacts, each once', async () => {
    const { ask } = await session({ followers: 9 });
    const create = (name: string) => ask('Publisher/CreateContact', `&contactName=${name}`);
    expect((await create('Follower%201')).json).toMatchObject({ Code: 'ContactNameAlreadyExists' });
    expect((await create('Tenth')).status).toBe(200);
    expect((await create('Eleventh')).status).toBe(500);
  });

  it.each([
    ['Publisher/CheckMonitoredReceiverAssignmentStatus', '"AssignedToYou"'],
    ['Publisher/ReplacePublisherAccountMonitoredReceiver', ''],
    ['General/UpdatePublisherAccountRuntimeInfo', ''],
    ['Publisher/ReadPublisherAccountDisplayName', '"anna"'],
    ['Publisher/ReadPublisherAccountEmail', '""'],
  ])('answers %s', async (name, text) => {
    const { ask } = await session();
    expect(await ask(name, '', {})).toMatchObject({ status: 200, text });
  });
});

describe('an upload', () => {
  const upload = 'Publisher/PostReceiverEgvRecords';
  const egv = { Trend: 4, ST: `/Date(${startMs - 60_000})/`, DT: `/Date(${startMs})/`, Value: 120 };

  it('is served like a reading of the sensor', async () => {
    const { ask, read, sessionId } = await session();
    expect(await ask(upload, '', { SN: 'SM1', Egvs: [egv], TA: -5 })).toMatchObject({
      status: 200,
      text: '',
    });
    const uploaded = (await read(sessionId)).find(({ WT }) => WT === `Date(${startMs - 60_000})`);
    expect(uploaded).toMatchObject({ Value: 120, Trend: 'Flat' });
  });

  it('is told when it came before', async () => {
    const { ask } = await session();
    await ask(upload, '', { SN: 'SM1', Egvs: [egv] });
    const again = await ask(upload, '', { SN: 'SM1', Egvs: [egv] });
    expect(again.json).toMatchObject({ Code: 'DuplicateEgvPosted' });
  });

  it('is refused when it is none', async () => {
    const { ask } = await session();
    const answer = await ask(upload, '', { SN: 'SM1', Egvs: [{ Value: 'high' }] });
    expect(answer.json).toMatchObject({ Code: 'InvalidArgument' });
  });
});
