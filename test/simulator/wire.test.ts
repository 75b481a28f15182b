import { readFileSync } from 'node:fs';
import { Agent, fetch as fetchWith } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { applicationId, instantOf, type Rig, readPath, setup, startMs } from './rig.ts';

const anna = { username: 'anna', password: 'secret' };
const trace = [
  { atMs: startMs - 600_000, valueMgDl: 120 },
  { atMs: startMs - 300_183, valueMgDl: 128 },
];

async function session(options: Parameters<Rig['simulator']['changeAccount']>[1] = {}) {
  const rig = await setup();
  const account = rig.simulator.addAccount({
    ...anna,
    trace,
    visibilityDelayMs: 0,
    utcOffsetMinutes: -240,
    ...options,
  });
  const sessionId = await rig.logIn(account);
  return { ...rig, account, sessionId };
}

function bodyLength(text: string): number {
  return Buffer.byteLength(text);
}

describe('readings on the wire', () => {
  it('are written as the service writes them today', async () => {
    const { post, sessionId } = await session();
    const { text } = await post(readPath(sessionId, 60, 1), {});
    const atMs = startMs - 300_183;
    expect(text).toBe(
      `[{"WT":"Date(${atMs})","ST":"Date(${atMs})","DT":"Date(${atMs}-0400)",` +
        '"Value":128,"Trend":"FortyFiveUp"}]',
    );
  });

  it('are written as the .NET service wrote them', async () => {
    const { post, sessionId, simulator } = await session();
    simulator.setStyle({ dates: 'slashed', trends: 'int' });
    const { text, json } = await post(readPath(sessionId, 60, 1), {});
    const atMs = startMs - 300_183;
    expect(text).toBe(
      `[{"DT":"\\/Date(${atMs}-0400)\\/","ST":"\\/Date(${atMs})\\/","Trend":3,"Value":128,` +
        `"WT":"\\/Date(${atMs})\\/"}]`,
    );
    expect(json).toMatchObject([{ WT: `/Date(${atMs})/` }]);
  });

  it('are written in the style of one account', async () => {
    const { simulator, logIn, read, sessionId } = await session();
    const other = simulator.addAccount({
      username: 'ben',
      password: 'x',
      trace,
      style: { trends: 'int' },
    });
    expect(typeof (await read(await logIn(other)))[0]?.Trend).toBe('number');
    expect(typeof (await read(sessionId))[0]?.Trend).toBe('string');
  });

  it.each([
    [330, '+0530'],
    [-210, '-0330'],
    [0, '+0000'],
    [840, '+1400'],
  ])('carry the offset %d as %s', async (utcOffsetMinutes, text) => {
    const { read, sessionId } = await session({ utcOffsetMinutes });
    expect((await read(sessionId))[0]?.DT).toContain(text);
  });

  it("carry the sensor's own clock in ST", async () => {
    const { read, sessionId } = await session({ systemTimeErrorMs: 3_600_000 });
    const [newest] = await read(sessionId);
    expect(instantOf(newest?.ST ?? '') - instantOf(newest?.WT ?? '')).toBe(3_600_000);
  });

  it('carry local time in DT where the phone writes it so', async () => {
    const { read, sessionId } = await session({ isDisplayTimeLocal: true });
    const [newest] = await read(sessionId);
    expect(newest?.DT).toContain('+0000');
    expect(instantOf(newest?.DT ?? '') - instantOf(newest?.WT ?? '')).toBe(-240 * 60_000);
  });
});

describe('the parameters of a read', () => {
  const query = (id: string) => `sessionID=${id}&Minutes=60&MAXCOUNT=1`;
  const read = 'Publisher/ReadPublisherLatestGlucoseValues';

  it.each([
    ['no body', undefined],
    ['an object', {}],
    ['an empty string', '""'],
  ])('come from the query in any case, with %s', async (_, body) => {
    const { post, sessionId } = await session();
    const answer = await post(`${read}?${query(sessionId)}`, body);
    expect(answer.status).toBe(200);
    expect(answer.json).toHaveLength(1);
  });

  it('come from a JSON body', async () => {
    const { post, sessionId } = await session();
    const answer = await post(read, { sessionId, minutes: 60, maxCount: 1 });
    expect(answer.json).toHaveLength(1);
  });

  it('may miss the window', async () => {
    const { post, sessionId } = await session();
    expect((await post(`${read}?sessionId=${sessionId}`)).json).toHaveLength(2);
  });

  it.each(['minutes=-1', 'minutes=ten', 'maxCount=1.5'])('are refused as %s', async (wrong) => {
    const { post, sessionId } = await session();
    const answer = await post(`${read}?sessionId=${sessionId}&${wrong}`);
    expect(answer.json).toMatchObject({ Code: 'InvalidArgument' });
  });

  it('take no account of the case of the path', async () => {
    const { post, sessionId } = await session();
    const answer = await post(readPath(sessionId, 60, 1).replace('Publisher/', 'publisher/'), {});
    expect(answer.status).toBe(200);
  });

  it('are refused when the body is no JSON', async () => {
    const { post } = await session();
    const answer = await post('General/AuthenticatePublisherAccount', '{"accountName":');
    expect(answer).toMatchObject({ status: 500, json: { Code: 'InvalidArgument' } });
  });
});

describe('headers', () => {
  it('of readings are those of the service', async () => {
    const { post, sessionId } = await session();
    const { headers } = await post(readPath(sessionId, 60, 1), {});
    expect(Object.fromEntries(headers)).toMatchObject({
      server: 'cloudflare',
      'cf-ray': expect.stringMatching(/^[0-9a-f]{16}-PHL$/),
      'cf-cache-status': 'DYNAMIC',
      'content-type': 'application/json',
      'transfer-encoding': 'chunked',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=15780000; includeSubDomains; preload',
      vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
      date: new Date(startMs).toUTCString(),
    });
    expect(headers.get('x-trace-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.has('cache-control')).toBe(false);
    expect(headers.has('content-length')).toBe(false);
  });

  it('of logins forbid to keep the answer, refusals included', async () => {
    const { post } = await session();
    const name = 'General/AuthenticatePublisherAccount';
    const body = { accountName: 'anna', password: 'secret', applicationId };
    const answers = [await post(name, body), await post(name, { ...body, password: 'wrong' })];
    expect(answers.map(({ status }) => status)).toEqual([200, 500]);
    for (const { headers, text } of answers) {
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
        pragma: 'no-cache',
        expires: '0',
        'x-frame-options': 'DENY',
        'x-xss-protection': '0',
        'content-length': `${bodyLength(text)}`,
      });
    }
    expect(answers[0]?.headers.get('content-length')).toBe('38');
  });

  it('say gzip when it was asked for', async () => {
    const { post, sessionId } = await session();
    const headers = { 'Accept-Encoding': 'gzip, deflate' };
    const answer = await post(readPath(sessionId, 60, 2), {}, { headers });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('vary')).toContain('Accept-Encoding');
    expect(answer.json).toHaveLength(2);
  });
});

describe('errors on the wire', () => {
  const wrong = { accountName: 'username', password: 'wrong', applicationId };
  const authenticate = 'General/AuthenticatePublisherAccount';
  const unknownSession = readPath('33333333-3333-3333-3333-333333333333', 10, 1);

  it('in XML have the bytes and the length that were recorded', async () => {
    const { post, simulator } = await session();
    simulator.setStyle({ errors: 'xml' });
    const refused = await post(authenticate, wrong);
    expect(bodyLength(refused.text)).toBe(619);
    const date = String.raw`2026-01-15T12:00:00\.000\d{6}`;
    const id = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
    expect((refused.json as { SubCode: string }).SubCode).toMatch(
      new RegExp(
        `^<OnlineException DateThrownLocal="${date}" DateThrown="${date}Z" ` +
          'ErrorCode="AccountPasswordInvalid" Type="13" Category="4" Severity="1" ' +
          'TypeString="InvalidPassword" CategoryString="Validation" SeverityString="Minor" ' +
          `HostName="" HostIP="" Id="{${id}}" Message="Publisher account password failed" ` +
          'FullText="com.dexcom.udp.common.data.exception.OnlineException: ' +
          'Publisher account password failed" />$',
      ),
    );
    expect(bodyLength((await post(unknownSession, {})).text)).toBe(750);
    const notUuid = { accountId: 1, password: 'secret', applicationId };
    const invalid = await post('General/LoginPublisherAccountById', notUuid);
    expect(bodyLength(invalid.text)).toBe(1032);
    expect(invalid.headers.get('content-length')).toBe('1032');
  });

  it('in the words of the sign-on service have the length that was recorded', async () => {
    const { post, simulator } = await session();
    simulator.setStyle({ errors: 'xml', refusal: 'sso-internal-error' });
    const answer = await post(authenticate, wrong);
    expect(bodyLength(answer.text)).toBe(1233);
    expect(answer.json).toMatchObject({
      Code: 'SSO_InternalError',
      Message: expect.stringContaining("Cannot Authenticate by AccountName='username'"),
    });
  });

  it('in JSON hold a second document in SubCode, as they do by default', async () => {
    const { post } = await session();
    const { json } = await post(authenticate, wrong);
    const { SubCode } = json as { SubCode: string };
    expect(SubCode.startsWith('{\n')).toBe(true);
    expect(JSON.parse(SubCode)).toMatchObject({
      OnlineException: {
        ErrorCode: 'AccountPasswordInvalid',
        Type: 13,
        Category: 4,
        Severity: 1,
        TypeString: 'InvalidPassword',
        CategoryString: 'Validation',
        SeverityString: 'Minor',
        HostName: '',
        Message: 'Publisher account password failed',
      },
    });
  });

  it('of .NET carry its dates and its exception', async () => {
    const { post, simulator } = await session();
    simulator.setStyle({ errors: 'dotnet' });
    const { json } = await post(unknownSession, {});
    const { SubCode } = json as { SubCode: string };
    expect(SubCode).toMatch(/DateThrownLocal="2026-01-15 12:00:00\.000\d{4}\+00:00"/);
    expect(SubCode).toContain('FullText="Dexcom.Common.OnlineException: Failed to find session');
  });

  it('leave the code of an expired session out of SubCode', async () => {
    const { post, simulator, account, sessionId } = await session();
    simulator.setStyle({ errors: 'xml' });
    simulator.killSessions(account, 'expire');
    const { json } = await post(readPath(sessionId, 10, 1), {});
    const place = 'ErrorCode="" Type="6" Category="5" Severity="1"';
    expect((json as { SubCode: string }).SubCode).toContain(place);
  });
});

describe('other requests', () => {
  it('ask for the clock, as JSON or as XML', async () => {
    const { post } = await setup();
    const ask = (accept: string) =>
      post('General/SystemUtcTime', undefined, { method: 'GET', headers: { Accept: accept } });
    expect((await ask('application/json')).text).toBe(
      `{"DateTime":"\\/Date(${startMs})\\/","OffsetMinutes":0}`,
    );
    const xml = await ask('*/*');
    expect(xml.headers.get('content-type')).toBe('application/xml');
    expect(xml.text).toContain('<DateTime>2026-01-15T12:00:00.000Z</DateTime>');
  });

  it('find nothing at other paths', async () => {
    const { post, simulator } = await setup();
    expect((await post('General/NoSuchThing', {})).status).toBe(404);
    expect((await fetch(`${simulator.url}/`)).status).toBe(404);
  });

  it('are read with GET as with POST, and log in with POST alone', async () => {
    const { post, sessionId } = await session();
    const path = readPath(sessionId, 10, 1);
    const asked = await post(path, undefined, { method: 'GET' });
    expect(asked).toMatchObject({ status: 200, json: (await post(path, {})).json });
    const login = await post('General/LoginPublisherAccountById', undefined, { method: 'GET' });
    expect(login.status).toBe(405);
    expect(login.headers.get('allow')).toBe('POST');
  });

  it('may carry a form beside a query that says all', async () => {
    const { post, sessionId } = await session();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const read = await post(readPath(sessionId, 10, 1), 'minutes=10&maxCount=1', { headers });
    expect(read).toMatchObject({ status: 200, json: [expect.anything()] });
    const login = await post('General/LoginPublisherAccountById', 'accountId=1', { headers });
    expect(login.json).toBe('00000000-0000-0000-0000-000000000000');
  });

  it.each([
    ['an object', { accountId: {}, password: 'secret' }, 'START_OBJECT'],
    ['an array', { accountId: ['1'], password: 'secret' }, 'START_ARRAY'],
    ['a body that is an array', [], 'START_ARRAY'],
  ])('are refused with %s where a text belongs', async (_, body, token) => {
    const { post } = await session();
    const answer = await post('General/LoginPublisherAccountById', body);
    expect(answer).toMatchObject({ status: 500, json: { Code: 'InvalidArgument' } });
    expect((answer.json as { Message: string }).Message).toContain(`JsonToken.${token}`);
  });

  it('are given a cookie by the front end now and then, until they bring it', async () => {
    const { post } = await session();
    const ask = (cookie?: string) =>
      post('General/SystemUtcTime', undefined, {
        method: 'GET',
        headers: cookie === undefined ? {} : { Cookie: cookie },
      });
    const cookies: string[] = [];
    for (let asked = 0; asked < 60; asked++) {
      const cookie = (await ask()).headers.get('set-cookie');
      if (cookie) cookies.push(cookie);
    }
    expect(cookies.length).toBeGreaterThan(2);
    expect(cookies.length).toBeLessThan(45);
    expect(cookies[0]).toMatch(/^_cfuvid=\S+-\d+-0\.0\.1\.1-604800000; path=\/; .*HttpOnly/);
    const kept = cookies[0]?.split(';')[0];
    for (let asked = 0; asked < 30; asked++) {
      expect((await ask(kept)).headers.get('set-cookie')).toBeNull();
    }
  });

  it('are refused when they are too large', async () => {
    const { post } = await setup();
    const body = JSON.stringify({ accountName: 'x'.repeat(300_000) });
    expect((await post('General/AuthenticatePublisherAccount', body)).status).toBe(413);
  });
});

describe('over TLS', () => {
  it('reads and logs in as without, with the certificate that it was given', async () => {
    const pem = (name: string) =>
      readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
    const certificate = { cert: pem('receiver'), key: pem('receiver.key') };
    const { simulator } = await setup({ certificate });
    simulator.addAccount(anna);
    expect(simulator.baseUrls.OUS).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/ous$/);
    const client = new Agent({ connect: { ca: pem('authority') } });
    onTestFinished(() => client.close());
    const response = await fetchWith(
      `${simulator.url}/ShareWebServices/Services/General/AuthenticatePublisherAccount`,
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ accountName: 'anna', password: 'secret', applicationId }),
        dispatcher: client,
      },
    );
    expect(await response.json()).toBe(simulator.findAccount({ region: 'US', ...anna })?.accountId);
    await expect(fetch(simulator.url)).rejects.toThrow();
  });
});
