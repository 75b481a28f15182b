import { describe, expect, it } from 'vitest';
import { applicationId, type Posted, type Rig, readPath, setup } from './rig.ts';

const nullUuid = '00000000-0000-0000-0000-000000000000';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const anna = {
  username: 'Anna',
  email: 'anna@example.com',
  phone: '+15550100',
  password: 'p@$$w0rd',
};

function codeOf({ json }: Posted): string {
  return (json as { Code: string }).Code;
}

function authenticate(
  { post, simulator }: Rig,
  accountName: unknown,
  password: unknown,
  region: 'US' | 'OUS' | 'APAC' = 'US',
) {
  const body = { accountName, password, applicationId };
  return post('General/AuthenticatePublisherAccount', body, { base: simulator.baseUrls[region] });
}

function logInById({ post }: Rig, accountId: unknown, password: unknown = anna.password) {
  return post('General/LoginPublisherAccountById', { accountId, password, applicationId });
}

describe('the login', () => {
  it.each(['anna', 'ANNA', 'anna@example.com', 'Anna@Example.com', '+15550100'])(
    'finds the account by %s',
    async (name) => {
      const rig = await setup();
      const account = rig.simulator.addAccount(anna);
      const answer = await authenticate(rig, name, anna.password);
      expect(answer).toMatchObject({ status: 200, json: account.accountId });
      expect(account.accountId).toMatch(uuid);
    },
  );

  it('gives an account the same id in every run, and another in another region', async () => {
    const [one, other] = [await setup(), await setup()];
    const { accountId } = one.simulator.addAccount(anna);
    expect(other.simulator.addAccount(anna).accountId).toBe(accountId);
    const abroad = one.simulator.addAccount({ ...anna, region: 'OUS' });
    expect(abroad.accountId).not.toBe(accountId);
  });

  it('opens a session for an account id, as many as are asked for', async () => {
    const rig = await setup();
    const { accountId } = rig.simulator.addAccount(anna);
    const [one, other] = [await logInById(rig, accountId), await logInById(rig, accountId)];
    expect(one.json).toMatch(uuid);
    expect(other.json).not.toBe(one.json);
    expect(await rig.read(one.json as string)).not.toEqual([]);
    expect(await rig.read(other.json as string)).not.toEqual([]);
  });

  it.each([
    ['a wrong password', 'anna', 'wrong', 'US'],
    ['an unknown name', 'nobody', anna.password, 'US'],
    ['the wrong region', 'anna', anna.password, 'OUS'],
  ] as const)('refuses %s in the same words', async (_, name, password, region) => {
    const rig = await setup();
    rig.simulator.addAccount(anna);
    const answer = await authenticate(rig, name, password, region);
    expect(answer.status).toBe(500);
    expect(answer.json).toMatchObject({
      Code: 'AccountPasswordInvalid',
      Message: 'Publisher account password failed',
      TypeName: 'FaultException',
    });
  });

  it.each(['us', 'ous', 'apac'] as const)('knows the region by the prefix /%s', async (prefix) => {
    const rig = await setup();
    const region = { us: 'US', ous: 'OUS', apac: 'APAC' }[prefix] as 'US' | 'OUS' | 'APAC';
    rig.simulator.addAccount({ ...anna, region });
    expect(rig.simulator.baseUrls[region]).toBe(`${rig.simulator.url}/${prefix}`);
    expect((await authenticate(rig, 'anna', anna.password, region)).status).toBe(200);
  });

  it.each(['d89443d2-327c-4a6f-89e5-496bbb0317db', 'd8665ade-9673-4e27-9ff6-92db4ce13d13'])(
    'takes the application id %s in every region',
    async (id) => {
      const { simulator, post } = await setup();
      for (const region of ['US', 'OUS', 'APAC'] as const) {
        simulator.addAccount({ ...anna, region });
        const body = { accountName: 'anna', password: anna.password, applicationId: id };
        const base = simulator.baseUrls[region];
        const path = `General/AuthenticatePublisherAccount?applicationId=${id}`;
        expect((await post(path, body, { base })).status).toBe(200);
      }
    },
  );

  it('refuses an application id that is not known', async () => {
    const { simulator, post } = await setup();
    simulator.addAccount(anna);
    const body = { accountName: 'anna', password: anna.password, applicationId: nullUuid };
    const answer = await post('General/AuthenticatePublisherAccount', body);
    expect(codeOf(answer)).toBe('InvalidArgument');
  });

  it.each([
    ['accountName', '', 'secret'],
    ['password', 'anna', ''],
  ])('names the missing %s', async (field, name, password) => {
    const answer = await authenticate(await setup(), name, password);
    expect(answer.json).toMatchObject({ Code: 'InvalidArgument' });
    expect((answer.json as { Message: string }).Message).toContain(field);
  });

  it.each(['', nullUuid, null])('answers the account id %j with the null UUID', async (id) => {
    const answer = await logInById(await setup(), id);
    expect(answer).toMatchObject({ status: 200, json: nullUuid });
  });

  it('refuses an account id that is no UUID', async () => {
    const answer = await logInById(await setup(), 1);
    expect(answer.status).toBe(500);
    expect(answer.json).toMatchObject({
      Code: 'InvalidArgument',
      Message:
        'Missing required field(s): JSON parse error: Cannot deserialize value of type ' +
        '`java.util.UUID` from String "1": UUID has to be represented by standard 36-char ' +
        'representation',
    });
  });

  it('refuses an unknown account id like a wrong password', async () => {
    const answer = await logInById(await setup(), '55555555-5555-5555-5555-555555555555');
    expect(codeOf(answer)).toBe('AccountPasswordInvalid');
  });

  it('in one step gives a session to accounts of old, to others the null UUID', async () => {
    const rig = await setup();
    rig.simulator.addAccount(anna);
    rig.simulator.addAccount({ username: 'oldie', password: 'secret', isLegacy: true });
    const byName = async (accountName: string, password: string) => {
      const body = { accountName, password, applicationId };
      return rig.post('General/LoginPublisherAccountByName', body);
    };
    expect((await byName('anna', anna.password)).json).toBe(nullUuid);
    expect((await byName('anna', 'wrong')).json).toBe(nullUuid);
    expect((await byName('nobody', 'wrong')).json).toBe(nullUuid);
    expect((await byName('oldie', 'secret')).json).toMatch(uuid);
    expect(codeOf(await byName('oldie', 'wrong'))).toBe('AccountPasswordInvalid');
  });
});

describe('the lockout', () => {
  async function lockedRig(options: Parameters<typeof setup>[0] = {}) {
    const rig = await setup(options);
    const account = rig.simulator.addAccount(anna);
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(codeOf(await authenticate(rig, 'anna', 'wrong'))).toBe('AccountPasswordInvalid');
    }
    return { ...rig, account };
  }

  it('follows five failures and lasts ten minutes, for the right password too', async () => {
    const rig = await lockedRig();
    for (const password of [anna.password, 'wrong']) {
      const answer = await authenticate(rig, 'anna', password);
      expect(answer.status).toBe(500);
      expect(codeOf(answer)).toBe('SSO_AuthenticateMaxAttemptsExceeed');
    }
    expect(codeOf(await logInById(rig, rig.account.accountId))).toMatch(/MaxAttempts/);
    await rig.clock.advance(599_999);
    expect((await authenticate(rig, 'anna', anna.password)).status).toBe(500);
    await rig.clock.advance(1);
    expect((await authenticate(rig, 'anna', anna.password)).status).toBe(200);
  });

  it('can be spelled as some clients expect it', async () => {
    const rig = await lockedRig({ style: { lockoutSpelling: 'exceeded' } });
    const answer = await authenticate(rig, 'anna', anna.password);
    expect(codeOf(answer)).toBe('SSO_AuthenticateMaxAttemptsExceeded');
  });

  it('counts failures in a row only', async () => {
    const rig = await setup();
    rig.simulator.addAccount(anna);
    for (let round = 0; round < 3; round++) {
      for (let attempt = 0; attempt < 4; attempt++) await authenticate(rig, 'anna', 'wrong');
      expect((await authenticate(rig, 'anna', anna.password)).status).toBe(200);
    }
  });

  it('leaves open sessions and other regions alone', async () => {
    const rig = await setup();
    const account = rig.simulator.addAccount(anna);
    rig.simulator.addAccount({ ...anna, region: 'OUS' });
    const session = await rig.logIn(account);
    rig.simulator.lockOut(account);
    expect(await rig.read(session)).not.toEqual([]);
    expect((await authenticate(rig, 'anna', anna.password)).status).toBe(500);
    expect((await authenticate(rig, 'anna', anna.password, 'OUS')).status).toBe(200);
    rig.simulator.unlock(account);
    expect((await authenticate(rig, 'anna', anna.password)).status).toBe(200);
  });

  it('takes another number and time', async () => {
    const rig = await setup({ failedLoginsMax: 2, lockoutMs: 1000 });
    rig.simulator.addAccount(anna);
    await authenticate(rig, 'anna', 'wrong');
    await authenticate(rig, 'anna', 'wrong');
    expect(codeOf(await authenticate(rig, 'anna', anna.password))).toMatch(/MaxAttempts/);
    await rig.clock.advance(1000);
    expect((await authenticate(rig, 'anna', anna.password)).status).toBe(200);
  });
});

describe('a session', () => {
  it('ends a day after the login, however much it is used', async () => {
    const { simulator, logIn, post, clock } = await setup();
    const session = await logIn(simulator.addAccount(anna));
    await clock.advance(86_399_999);
    expect((await post(readPath(session, 10, 1), {})).status).toBe(200);
    await clock.advance(1);
    const answer = await post(readPath(session, 10, 1), {});
    expect(answer.status).toBe(500);
    expect(answer.json).toMatchObject({
      Code: 'SessionNotValid',
      Message: `Session not active or timed out. [SessionId = ${session}]`,
    });
  });

  it('can live shorter', async () => {
    const { simulator, logIn, post, clock } = await setup({ sessionLifeMs: 60_000 });
    const session = await logIn(simulator.addAccount(anna));
    await clock.advance(60_000);
    expect(codeOf(await post(readPath(session, 10, 1), {}))).toBe('SessionNotValid');
  });

  it.each([
    ['vanish', 'SessionIdNotFound'],
    ['expire', 'SessionNotValid'],
  ] as const)('made to %s by an order is %s', async (how, code) => {
    const { simulator, logIn, post } = await setup();
    const account = simulator.addAccount(anna);
    const sessions = [await logIn(account), await logIn(account)];
    expect(simulator.killSessions(account, how)).toBe(2);
    for (const session of sessions) {
      expect(codeOf(await post(readPath(session, 10, 1), {}))).toBe(code);
    }
    expect((await post(readPath(await logIn(account), 10, 1), {})).status).toBe(200);
  });

  it('is unknown when no login gave it, or one in another region did', async () => {
    const { simulator, logIn, post } = await setup();
    const session = await logIn(simulator.addAccount({ ...anna, region: 'OUS' }));
    const unknown = '33333333-3333-3333-3333-333333333333';
    for (const id of [session, unknown]) {
      const answer = await post(readPath(id, 10, 1), {});
      expect(answer.json).toMatchObject({
        Code: 'SessionIdNotFound',
        Message: `Failed to find session object. [SessionId = ${id}]`,
      });
    }
  });

  it('ends at the logout', async () => {
    const { simulator, logIn, post } = await setup();
    const session = await logIn(simulator.addAccount(anna));
    await post(`Publisher/LogoutPublisherAccount?sessionId=${session}`);
    expect(codeOf(await post(readPath(session, 10, 1), {}))).toBe('SessionIdNotFound');
  });

  it('of the null UUID reads an empty body', async () => {
    const { post } = await setup();
    expect(await post(readPath(nullUuid, 10, 1), {})).toMatchObject({ status: 200, text: '' });
  });

  it.each(['', 'abc'])('%j is a bad request', async (id) => {
    const { post } = await setup();
    const answer = await post(readPath(id, 10, 1), {});
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('text/html');
  });
});
