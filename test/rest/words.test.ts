import { describe, expect, it } from 'vitest';
import { rangeOf } from '#src/rest/date-range.ts';
import { linkErrorOf } from '#src/rest/link-error-types.ts';
import { tooMany } from '#src/rest/refusal.ts';
import { regionOf } from '#src/rest/regions.ts';

const until = new Date('2026-11-01T12:07:30Z');
const next = { retryAtMs: null, attemptsLeft: 2 };
const now = new Date('2026-11-01T12:00:00Z');

/** The hosted service's request words of regions, as its published client closes them. */
const theirRegions =
  'us eu de fr ca br ar cl co mx gb ie au nz nl at be bh ch cz dk eg es fi gr hr il it jo kw lb lu ' +
  'no om pl pt qa sa se si sk tr za in sg hk kr ph tw';

describe('why an account was not linked', () => {
  it.each([
    [
      { kind: 'refused', regions: ['US', 'OUS'], unasked: [], until: null, next },
      'provider_credential_error',
    ],
    [{ kind: 'locked-out', until, next }, 'provider_api_error'],
    [{ kind: 'throttled', until, by: 'gateway', next }, 'provider_api_error'],
    [{ kind: 'unavailable', next }, 'provider_api_error'],
    [{ kind: 'unsettled' }, 'provider_api_error'],
    [{ kind: 'token-invalid', next }, 'invalid_token'],
    [{ kind: 'token-revoked', next }, 'invalid_token'],
    [{ kind: 'token-expired', next }, 'token_expired'],
    [{ kind: 'token-used', next }, 'token_consumed'],
    [{ kind: 'account-taken', next }, 'duplicate_connection'],
    [{ kind: 'other-account', next }, 'duplicate_connection'],
    [{ kind: 'not-connected', next }, 'provider_api_error'],
  ] as const)('is told in the words of the hosted service: %o', (answer, errorType) => {
    expect(linkErrorOf(answer as never)).toEqual({ errorType, error: expect.stringMatching(/\w/) });
  });

  it('says until when to wait', () => {
    const { error } = linkErrorOf({ kind: 'locked-out', until, next });
    expect(error).toContain('2026-11-01T12:07:30.000Z');
  });
});

describe('a region of the hosted service', () => {
  it('is one of the three of Dexcom', () => {
    expect(theirRegions.split(' ').filter((code) => regionOf(code) === undefined)).toEqual([]);
    expect(regionOf('us')).toBe('US');
    expect(regionOf('de')).toBe('OUS');
    expect(regionOf('sg')).toBe('APAC');
    expect(regionOf('JP')).toBe('APAC');
    expect(regionOf('atlantis')).toBeUndefined();
  });
});

describe('a range of dates', () => {
  it('is of whole days in UTC where no time is given, and up to now where it has no end', () => {
    expect(rangeOf({ start_date: '2026-10-31', end_date: '2026-10-31' }, now)).toEqual({
      from: new Date('2026-10-31T00:00:00Z'),
      to: new Date('2026-10-31T23:59:59.001Z'),
    });
    expect(rangeOf({ start_date: '2026-10-31T08:00:00+02:00' }, now)).toEqual({
      from: new Date('2026-10-31T06:00:00Z'),
      to: new Date('2026-11-01T12:00:00.001Z'),
    });
    expect(rangeOf({ start_date: '2026-10-31T06:00:00' }, now).from).toEqual(
      new Date('2026-10-31T06:00:00Z'),
    );
  });

  it.each(['', 'today', '2026-02-30', '2026-1-1', '1969-12-31', '2026-10-31T25:00:00Z'])(
    'is not taken from "%s"',
    (text) => {
      expect(() => rangeOf({ start_date: text }, now)).toThrow('start_date');
    },
  );

  it('is empty where it begins after now and no end is told', () => {
    const from = new Date('2026-11-02T00:00:00Z');
    expect(rangeOf({ start_date: '2026-11-02' }, now)).toEqual({ from, to: from });
  });

  it('does not end before it begins', () => {
    const reversed = { start_date: '2026-10-31', end_date: '2026-10-30' };
    expect(() => rangeOf(reversed, now)).toThrow('end_date lies before');
  });
});

describe('how long a client is told to wait', () => {
  it('is short, since it then asks again by itself, and the truth stands in the words', () => {
    const refusal = tooMany('Too often.', until, now);
    expect(refusal.retryAfterSeconds).toBe(5);
    expect(refusal.detail).toContain('2026-11-01T12:07:30.000Z');
    expect(tooMany('Too often.', now, now).retryAfterSeconds).toBe(1);
  });
});
