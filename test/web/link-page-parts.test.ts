import { describe, expect, it } from 'vitest';
import { isAccountName, isPassword } from '#src/connections/links/typed-credentials.ts';
import { isFrameOrigin } from '#src/teams/link-page/return-address.ts';
import { judgeFields } from '#src/web/link/flow/fields.ts';
import { flowOfHistory } from '#src/web/link/flow/flow.ts';
import { guessRegion } from '#src/web/link/flow/region-guess.ts';
import { returnAddress } from '#src/web/link/flow/return-address.ts';
import { accentOf, contrast } from '#src/web/serve/accent.ts';
import { languageFor } from '#src/web/serve/link-html.ts';

describe('the page for linking', () => {
  it('mends each colour of a team until it can be read, by day and by night', () => {
    for (const color of ['#000000', '#ffffff', '#ffff00', '#0a7c66', '#777777', '#ff00ff']) {
      const { light, onLight, dark, onDark } = accentOf(color);
      for (const [one, other] of [
        [light, '#ffffff'],
        [light, onLight],
        [dark, '#191d23'],
        [dark, onDark],
      ] as const) {
        expect(contrast(one, other), `${color}: ${one} on ${other}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(accentOf('#0a7c66').light).toBe('#0a7c66');
  });

  it('speaks the first language of the browser that is ours, and else English', () => {
    expect(languageFor('es-MX,es;q=0.9,en;q=0.5')).toBe('es');
    expect(languageFor('de-DE,de;q=0.9,es;q=0.2,en;q=0.1')).toBe('es');
    expect(languageFor('fr,en;q=0')).toBe('en');
    expect(languageFor('en;q=0.2,es;q=0.8')).toBe('es');
    expect(languageFor(undefined)).toBe('en');
  });

  it('guesses a region only when time zone and language agree', () => {
    expect(guessRegion('America/New_York', 'en-US')).toBe('US');
    expect(guessRegion('Europe/Madrid', 'es-ES')).toBe('OUS');
    expect(guessRegion('Asia/Tokyo', 'ja-JP')).toBe('APAC');
    expect(guessRegion('Asia/Singapore', 'en-SG')).toBe('APAC');
    expect(guessRegion('Europe/Berlin', 'en-US')).toBeNull();
    expect(guessRegion('America/New_York', 'en')).toBeNull();
    expect(guessRegion('Etc/UTC', 'en-US')).toBeNull();
  });

  it('doubts a phone number without its plus, and alters nothing', () => {
    const texts = (username: string) =>
      judgeFields({ username, password: 'x' }).map(({ text }) => text);
    expect(texts('555 010 0123')).toEqual(['phonePlus']);
    expect(texts('+1 555 010 0123')).toEqual([]);
    expect(texts('anna')).toEqual([]);
    expect(texts('anna@example.com')).toEqual([]);
    expect(texts('')).toEqual(['nameMissing']);
  });

  it('takes what the gateway takes, and no other name or password', () => {
    const lengths = [0, 1, 255, 256, 257, 1_024, 1_025];
    const names = [...lengths.map((length) => 'x'.repeat(length)), ' ', '\u200b\u3164', 'a\u200b'];
    for (const username of names) {
      const isTaken = judgeFields({ username, password: 'x' }).length === 0;
      expect(isTaken, `a name of ${username.length}`).toBe(isAccountName(username));
    }
    for (const password of lengths.map((length) => 'x'.repeat(length))) {
      const isTaken = judgeFields({ username: 'anna', password }).length === 0;
      expect(isTaken, `a password of ${password.length}`).toBe(isPassword(password));
    }
  });

  it('comes back after a reload to where the choices that it needs are made', () => {
    const at = (step: string, more: object = {}) =>
      flowOfHistory({ step, isForAnother: false, app: null, region: null, ...more })?.flow.step;
    expect(at('share')).toBe('app');
    expect(at('share', { app: 'g6' })).toBe('share');
    expect(at('sign-in')).toBe('region');
    expect(at('connecting', { region: 'US' })).toBe('sign-in');
    const end = { state: 'DELAYED', isUnderWay: false, returnTo: null, parentOrigin: null };
    expect(flowOfHistory({ step: 'done', isForAnother: false, end })?.flow.end).toEqual(end);
    const unknown = { ...end, state: 'A_STATE_OF_LATER' };
    expect(flowOfHistory({ step: 'done', isForAnother: false, end: unknown })?.flow.end).toBeNull();
    expect(flowOfHistory(null)).toBeNull();
    expect(flowOfHistory('a text of somebody else')).toBeNull();
  });

  it('leads back with how it ended, in place of what an address said of it', () => {
    const address = 'https://app.example.com/back?state=success&of=us';
    const end = { state: 'error', errorType: 'user_cancelled', error: 'a & b' } as const;
    const { searchParams } = new URL(returnAddress(address, end, 'ref'));
    expect(Object.fromEntries(searchParams)).toEqual({
      state: 'error',
      of: 'us',
      error_type: 'user_cancelled',
      error: 'a & b',
      reference: 'ref',
    });
  });
});

describe('an origin that may frame the page', () => {
  it('is one host, and no pattern of hosts', () => {
    for (const origin of [
      'https://app.example.com',
      'https://app.example.com:8443',
      'http://[::1]:80',
    ]) {
      expect(isFrameOrigin(origin.replace(':80', ':81')), origin).toBe(true);
    }
    const hostile = ['https://*', 'https://*.example.com', 'https://a.*', 'http://app.example.com'];
    const malformed = ['https://app.example.com/', "https://a'b", 'https://a b', 'null', '*', ''];
    for (const origin of [...hostile, ...malformed]) {
      expect(isFrameOrigin(origin), origin).toBe(false);
    }
  });
});
