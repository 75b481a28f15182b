import { describe, expect, it } from 'vitest';
import { type Region, regions } from '#providers';
import { dexcomBaseUrls } from '#src/providers/dexcom-share/regions.ts';
import { accountId, accountName, nullUuid, password, sessionId } from './recorded.ts';
import { failureOf, setup } from './setup.ts';
import { html, json, text } from './share-server.ts';

const applicationIdByRegion: Readonly<Record<Region, string>> = {
  US: 'd89443d2-327c-4a6f-89e5-496bbb0317db',
  OUS: 'd89443d2-327c-4a6f-89e5-496bbb0317db',
  APAC: 'd8665ade-9673-4e27-9ff6-92db4ce13d13',
};

const pathPrefix: Readonly<Record<Region, string>> = { US: '', OUS: '/ous', APAC: '/apac' };

describe('logging in', () => {
  it("goes to Dexcom's three hosts unless told otherwise", () => {
    expect(dexcomBaseUrls).toEqual({
      US: 'https://share2.dexcom.com',
      OUS: 'https://shareous1.dexcom.com',
      APAC: 'https://share.dexcom.jp',
    });
  });

  it.each(regions)('finds the account id in %s with one request', async (region) => {
    const { server, share } = await setup();
    server.meet(json(accountId));
    await expect(share.authenticate(region, accountName, password)).resolves.toBe(accountId);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: `${pathPrefix[region]}/ShareWebServices/Services/General/AuthenticatePublisherAccount`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
    });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      accountName,
      password,
      applicationId: applicationIdByRegion[region],
    });
  });

  it.each(regions)('opens a session in %s with one request', async (region) => {
    const { server, share } = await setup();
    server.meet(json(sessionId));
    await expect(share.openSession(region, accountId, password)).resolves.toBe(sessionId);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: `${pathPrefix[region]}/ShareWebServices/Services/General/LoginPublisherAccountById`,
    });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      accountId,
      password,
      applicationId: applicationIdByRegion[region],
    });
  });

  it('carries names and passwords of any script unchanged', async () => {
    const { server, share } = await setup();
    server.meet(json(accountId));
    const odd = '"\\\u0000 pässwörd 密码 🔑';
    await share.authenticate('US', '+4915112345678', odd);
    const body = server.requests[0]?.body ?? '';
    expect(JSON.parse(body)).toMatchObject({ accountName: '+4915112345678', password: odd });
    expect(server.requests[0]?.headers['content-length']).toBe(String(Buffer.byteLength(body)));
  });

  it('names itself, or what it is told to be', async () => {
    const { server, share } = await setup({ userAgent: 'Example/1.0' });
    server.meet(json(accountId));
    await share.authenticate('US', accountName, password);
    expect(server.requests[0]?.headers['user-agent']).toBe('Example/1.0');
  });

  it('takes the null UUID for a refusal, on both logins', async () => {
    const { server, share } = await setup();
    server.meet(json(nullUuid));
    const refused = { failure: 'refused', evidence: 'null-uuid', code: null, httpStatus: 200 };
    const authenticate = await failureOf(share.authenticate('OUS', accountName, password));
    expect(authenticate).toMatchObject(refused);
    const openSession = await failureOf(share.openSession('OUS', accountId, password));
    expect(openSession).toMatchObject(refused);
  });

  it.each([
    ['an empty text', ''],
    ['the null UUID', nullUuid],
    ['no UUID', '1'],
  ])('sends no password along with %s for an account id', async (_, badId) => {
    const { server, share, told } = await setup();
    const error = await failureOf(share.openSession('US', badId, password));
    expect(error).toMatchObject({ failure: 'rejected', evidence: 'not-sent', httpStatus: null });
    expect(server.requests).toHaveLength(0);
    expect(told).toHaveLength(0);
  });

  it.each([
    ['nothing', text(200, ''), 'empty'],
    ['white space', text(200, ' \r\n'), 'empty'],
    ['a page', html(200), 'html'],
    ['half a text', text(200, '"99999999-9999'), 'not-json'],
    ['an id without quotes', text(200, accountId), 'not-json'],
    ['an empty text', json(''), 'wrong-shape'],
    ['a text that is no id', json('AssignedToYou'), 'wrong-shape'],
    ['a number', json(5), 'wrong-shape'],
    ['null', json(null), 'wrong-shape'],
    ['a list', json([accountId]), 'wrong-shape'],
    ['an object', json({ accountId }), 'wrong-shape'],
  ])('cannot read %s as an id', async (_, behaviour, evidence) => {
    const { server, share } = await setup();
    server.meet(behaviour);
    const unreadable = { failure: 'unreadable', evidence, code: null, httpStatus: 200 };
    const authenticate = await failureOf(share.authenticate('US', accountName, password));
    expect(authenticate).toMatchObject(unreadable);
    const openSession = await failureOf(share.openSession('US', accountId, password));
    expect(openSession).toMatchObject(unreadable);
  });
});
