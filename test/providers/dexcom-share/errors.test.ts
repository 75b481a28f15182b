import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ShareClient } from '#src/providers/dexcom-share/share-client.ts';
import {
  accountId,
  accountName,
  accountNotFound,
  expiredSession,
  faultBody,
  malformedId,
  password,
  sessionId,
  signOnDown,
  signOnRefusal,
  unknownSession,
  wrongPassword,
  wrongPasswordOfLate2025,
} from './recorded.ts';
import { failureOf, noonMs, setup } from './setup.ts';
import { html, json, text } from './share-server.ts';

const readLatest = (share: ShareClient) =>
  share.readGlucose('US', sessionId, { minutes: 10, maxCount: 1 });
const logIn = (share: ShareClient) => share.authenticate('US', accountName, password);
const openSession = (share: ShareClient) => share.openSession('US', accountId, password);

const lockoutAsDexcomSpellsIt = faultBody('SSO_AuthenticateMaxAttemptsExceeed', 'Locked');
const lockoutAsOthersSpellIt = faultBody('SSO_AuthenticateMaxAttemptsExceeded', 'Locked');
const lockoutAsNobodySpellsItYet = faultBody('SSO_AuthenticateMaxAttemptsExceed', 'Locked');

describe('an error that Dexcom names', () => {
  it('is tested against bodies as long as the recorded ones', () => {
    expect(Buffer.byteLength(wrongPassword)).toBe(619);
    expect(Buffer.byteLength(unknownSession)).toBe(750);
  });

  it.each([
    ['a wrong password', wrongPassword, 'refused', 'AccountPasswordInvalid'],
    ['a wrong password, newer', wrongPasswordOfLate2025, 'refused', 'AccountPasswordInvalid'],
    ['a sign-on refusal by name', signOnRefusal("AccountName='x'"), 'refused', 'SSO_InternalError'],
    ['a sign-on refusal by id', signOnRefusal("AccountId='x'"), 'refused', 'SSO_InternalError'],
    ['a sign-on that is down', signOnDown, 'unavailable', 'SSO_InternalError'],
    ['an unknown account', accountNotFound, 'refused', 'SSO_AuthenticateAccountNotFound'],
    [
      'a wrong password of old',
      faultBody('SSO_AuthenticatePasswordInvalid', 'Simulate SSO: Authentication failed.'),
      'refused',
      'SSO_AuthenticatePasswordInvalid',
    ],
    ['a lockout', lockoutAsDexcomSpellsIt, 'locked-out', 'SSO_AuthenticateMaxAttemptsExceeed'],
    [
      'a lockout, spelled right',
      lockoutAsOthersSpellIt,
      'locked-out',
      'SSO_AuthenticateMaxAttemptsExceeded',
    ],
    ['a lockout, spelled anew', lockoutAsNobodySpellsItYet, 'locked-out', 'unknown'],
    ['a malformed id', malformedId, 'rejected', 'InvalidArgument'],
    ['an error of tomorrow', faultBody('FluxInverted', ''), 'unavailable', 'unknown'],
    ["an object's own word", faultBody('toString', ''), 'unavailable', 'unknown'],
  ])('in both logins: %s', async (_, body, failure, code) => {
    const { server, share } = await setup();
    server.meet(text(500, body));
    const expected = { failure, evidence: 'code', code, httpStatus: 500, retryAfterMs: null };
    expect(await failureOf(logIn(share))).toMatchObject({ ...expected, call: 'authenticate' });
    expect(await failureOf(openSession(share))).toMatchObject({
      ...expected,
      call: 'open-session',
    });
    expect(server.requests).toHaveLength(2);
  });

  it.each([
    ['a session that it does not know', unknownSession, 'session-ended', 'SessionIdNotFound'],
    ['a session that is over', expiredSession, 'session-ended', 'SessionNotValid'],
    ['a malformed argument', malformedId, 'rejected', 'InvalidArgument'],
    [
      'a code of the upload calls',
      faultBody('MonitoredReceiverNotAssigned', ''),
      'unavailable',
      'MonitoredReceiverNotAssigned',
    ],
    ['an error of tomorrow', faultBody('FluxInverted', ''), 'unavailable', 'unknown'],
  ])('in a read: %s', async (_, body, failure, code) => {
    const { server, share } = await setup();
    server.meet(text(500, body));
    const expected = { failure, evidence: 'code', code, httpStatus: 500, call: 'read-glucose' };
    expect(await failureOf(readLatest(share))).toMatchObject(expected);
    expect(server.requests).toHaveLength(1);
  });

  it.each([200, 400, 401, 403, 429, 500, 503])('means the same under HTTP %i', async (status) => {
    const { server, share } = await setup();
    server.meet(text(status, expiredSession), text(status, wrongPassword));
    const read = await failureOf(readLatest(share));
    expect(read).toMatchObject({ failure: 'session-ended', httpStatus: status });
    const login = await failureOf(logIn(share));
    expect(login).toMatchObject({ failure: 'refused', httpStatus: status });
  });

  it('is unreadable under HTTP 200 when its code is not known', async () => {
    const { server, share } = await setup();
    server.meet(text(200, faultBody('FluxInverted', '')));
    const unreadable = { failure: 'unreadable', evidence: 'code', code: 'unknown' };
    expect(await failureOf(readLatest(share))).toMatchObject(unreadable);
    expect(await failureOf(logIn(share))).toMatchObject(unreadable);
  });

  it('ends no session in a login, which has none', async () => {
    const { server, share } = await setup();
    server.meet(text(500, expiredSession));
    const error = await failureOf(openSession(share));
    expect(error).toMatchObject({ failure: 'unavailable', code: 'SessionNotValid' });
  });

  it('is not looked for in SubCode', async () => {
    const { server, share } = await setup();
    const misleading = faultBody('SSO_InternalError', '', 'ErrorCode="AccountPasswordInvalid"');
    server.meet(text(500, misleading), json({ SubCode: wrongPassword }, 500));
    expect(await failureOf(logIn(share))).toMatchObject({ failure: 'unavailable' });
    expect(await failureOf(logIn(share))).toMatchObject({ failure: 'unavailable', code: null });
  });

  it('leaves nothing of the account, the session or the body in the error', async () => {
    const { server, share } = await setup();
    const bodies = [signOnRefusal(`AccountName='${accountName}'`), unknownSession, malformedId];
    for (const body of bodies) {
      server.meet(text(500, body));
      for (const call of [logIn, openSession, readLatest]) {
        const error = await failureOf(call(share));
        const shown = inspect(error, { depth: null, showHidden: true }) + JSON.stringify(error);
        for (const secret of [accountName, password, sessionId, accountId, 'Keycloak', 'java']) {
          expect(shown).not.toContain(secret);
        }
        expect(error.cause).toBeUndefined();
      }
    }
  });

  it('says in one sentence which call failed and by what', async () => {
    const { server, share } = await setup();
    server.meet(text(500, wrongPassword));
    const { message } = await failureOf(logIn(share));
    expect(message).toBe(
      'Dexcom Share US authenticate: refused (by code, code AccountPasswordInvalid, HTTP 500)',
    );
  });
});

describe('an error without a name', () => {
  it.each([
    [301, 'unavailable'],
    [307, 'unavailable'],
    [400, 'rejected'],
    [401, 'unavailable'],
    [403, 'unavailable'],
    [404, 'unavailable'],
    [411, 'unavailable'],
    [429, 'throttled'],
    [500, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'unavailable'],
  ])('is judged by its status: HTTP %i', async (status, failure) => {
    const { server, share } = await setup();
    const elsewhere = { location: `${server.baseUrl}/elsewhere` };
    server.meet(text(status, '{"error":"what"}', elsewhere));
    const expected = { failure, evidence: 'status', code: null, httpStatus: status };
    expect(await failureOf(readLatest(share))).toMatchObject(expected);
    expect(await failureOf(logIn(share))).toMatchObject(expected);
    expect(server.requests.map(({ path }) => path)).not.toContain('/elsewhere');
    expect(server.requests).toHaveLength(2);
  });

  it.each([400, 403, 500, 502, 503, 504])('is somebody else: a page, HTTP %i', async (status) => {
    const { server, share } = await setup();
    server.meet(html(status));
    const expected = { failure: 'unavailable', evidence: 'status', httpStatus: status };
    expect(await failureOf(readLatest(share))).toMatchObject(expected);
    expect(await failureOf(openSession(share))).toMatchObject(expected);
  });

  it.each([
    ['nothing', ''],
    ['half an error object', wrongPassword.slice(0, 300)],
    ['a code that is no text', '{"Code":13}'],
  ])('is a server fault: HTTP 500 with %s', async (_, body) => {
    const { server, share } = await setup();
    server.meet(text(500, body));
    const unavailable = { failure: 'unavailable', code: null, httpStatus: 500 };
    expect(await failureOf(logIn(share))).toMatchObject(unavailable);
  });
});

describe('Retry-After', () => {
  const inMinutes = (count: number) => new Date(noonMs + count * 60_000).toUTCString();

  it.each([
    ['is not there', undefined, null],
    ['counts seconds', '120', 120_000],
    ['is zero', '0', 0],
    ['names a time', inMinutes(7), 7 * 60_000],
    ['names a time that has passed', inMinutes(-7), 0],
    ['asks for more than a day', '99999999', 24 * 60 * 60_000],
    ['names a time next year', inMinutes(60 * 24 * 365), 24 * 60 * 60_000],
    ['is no number', 'soon', null],
    ['is negative', '-5', null],
    ['is a fraction', '1.5', null],
    ['is a date of another kind', '2025-06-01T12:10:00Z', null],
    ['is no date of this world', 'Sun, 99 Jun 2025 12:10:00 GMT', null],
    ['is empty', '', null],
  ])('under HTTP 429 when it %s', async (_, header, retryAfterMs) => {
    const { server, share } = await setup();
    server.meet(html(429, header === undefined ? {} : { 'retry-after': header }));
    const throttled = { failure: 'throttled', httpStatus: 429, retryAfterMs };
    expect(await failureOf(readLatest(share))).toMatchObject(throttled);
    expect(await failureOf(logIn(share))).toMatchObject(throttled);
  });

  it('is passed on whatever the status, and beside a code', async () => {
    const { server, share } = await setup();
    server.meet(html(503, { 'retry-after': '90' }));
    const unavailable = await failureOf(readLatest(share));
    expect(unavailable).toMatchObject({ failure: 'unavailable', retryAfterMs: 90_000 });
    server.meet(text(500, lockoutAsDexcomSpellsIt, { 'retry-after': '600' }));
    const lockedOut = await failureOf(logIn(share));
    expect(lockedOut).toMatchObject({ failure: 'locked-out', retryAfterMs: 600_000 });
  });
});
