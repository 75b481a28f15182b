import { describe, expect, it } from 'vitest';
import {
  expiredSession,
  faultBody,
  nullUuid,
  sessionId,
  unknownSession,
  wrongPassword,
} from './recorded.ts';
import { failureOf, setup } from './setup.ts';
import { html, json, reset, text } from './share-server.ts';

const follower = {
  ContactId: 'c0000000-0000-0000-0000-000000000001',
  ContactName: 'Grace',
  DateTimeCreated: { DateTime: '/Date(1437101121008)/', OffsetMinutes: 0 },
  DisplayName: 'Ada',
  InviteExpires: { DateTime: '/Date(1437705921008)/', OffsetMinutes: 0 },
  IsEnabled: true,
  IsMonitoringSessionActive: true,
  Permissions: 1,
  State: 2,
  SubscriberId: 'b0000000-0000-0000-0000-000000000001',
  SubscriptionId: 'a0000000-0000-0000-0000-000000000001',
};

const invitation = { ...follower, State: 'Invited', IsEnabled: false, SubscriberId: nullUuid };

describe('asking whether the wearer shares', () => {
  it('sends two posts with the session in the query', async () => {
    const { server, share } = await setup();
    server.meet(json(true), json([follower]));
    const sharing = await share.readSharing('APAC', sessionId);
    expect(sharing).toEqual({ isSharingOn: true, followerCount: 1 });
    const services = '/apac/ShareWebServices/Services/Publisher';
    expect(server.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', `${services}/IsRemoteMonitoringSessionActive?sessionId=${sessionId}`, '{}'],
      ['POST', `${services}/ListPublisherAccountSubscriptions?sessionId=${sessionId}`, '{}'],
    ]);
  });

  it.each([
    ['sharing is off and nobody follows', false, [], { isSharingOn: false, followerCount: 0 }],
    [
      'an invitation waits, which counts',
      true,
      [follower, invitation],
      { isSharingOn: true, followerCount: 2 },
    ],
  ])('learns that %s', async (_, state, list, sharing) => {
    const { server, share } = await setup();
    server.meet(json(state), json(list));
    await expect(share.readSharing('US', sessionId)).resolves.toEqual(sharing);
  });

  it.each([
    ['HTTP 404', html(404)],
    ['HTTP 500 without a code', text(500, '')],
    ['a code that decides nothing', text(500, faultBody('MonitoringSessionNotActive', ''))],
    ['a refusal', text(500, wrongPassword)],
    ['a malformed argument', text(500, faultBody('InvalidArgument', ''))],
    ['an empty body', text(200, '')],
    ['a page', html(200)],
    ['a text', json('true')],
    ['an opaque text', json('U2VhbGVk')],
    ['null', json(null)],
    ['a list of texts', json(['x'])],
    ['an object', json({ IsActive: true })],
  ])('knows nothing from %s', async (_, behaviour) => {
    const { server, share } = await setup();
    server.meet(behaviour);
    const unknown = { isSharingOn: null, followerCount: null };
    await expect(share.readSharing('US', sessionId)).resolves.toEqual(unknown);
    expect(server.requests).toHaveLength(2);
  });

  it('knows one without the other', async () => {
    const { server, share } = await setup();
    server.meet(html(404), json([]));
    const followersOnly = await share.readSharing('US', sessionId);
    expect(followersOnly).toEqual({ isSharingOn: null, followerCount: 0 });
    server.meet(json(true), json(true));
    const stateOnly = await share.readSharing('US', sessionId);
    expect(stateOnly).toEqual({ isSharingOn: true, followerCount: null });
  });

  it('asks no second time where there was no answer', async () => {
    const { server, share } = await setup();
    server.meet(reset());
    const unknown = { isSharingOn: null, followerCount: null };
    await expect(share.readSharing('US', sessionId)).resolves.toEqual(unknown);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['at once', [text(500, expiredSession)], 1],
    ['at the second question', [json(true), text(500, unknownSession)], 2],
  ])('tells that the session ended, %s', async (_, behaviours, requestCount) => {
    const { server, share } = await setup();
    server.meet(...behaviours);
    const error = await failureOf(share.readSharing('US', sessionId));
    expect(error).toMatchObject({ failure: 'session-ended' });
    expect(server.requests).toHaveLength(requestCount);
  });

  it('tells that it was throttled, and asks no more', async () => {
    const { server, share } = await setup();
    server.meet(html(429, { 'retry-after': '400' }));
    const error = await failureOf(share.readSharing('US', sessionId));
    expect(error).toMatchObject({ failure: 'throttled', retryAfterMs: 400_000 });
    expect(server.requests).toHaveLength(1);
  });

  it('is not sent for a session that is none', async () => {
    const { server, share } = await setup();
    const error = await failureOf(share.readSharing('US', nullUuid));
    expect(error).toMatchObject({ failure: 'session-ended', evidence: 'not-sent' });
    expect(server.requests).toHaveLength(0);
  });
});
