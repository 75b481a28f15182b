import { describe, expect, it } from 'vitest';
import {
  type ConnectionEvent,
  type ConnectionState,
  freshForMs,
  nextState,
  readEventOf,
  stateTextFor,
  stateTexts,
} from '#connections';
import { connectionEvents, connectionStates } from '#src/connections/states/state.ts';

/**
 * The whole table, written down by hand: a row for each state, a column for each event, by these
 * letters. A dot stands for the state itself, a dash for what cannot happen.
 */
const letters: Readonly<Record<ConnectionState, string>> = {
  WAITING: 'w',
  FRESH: 'f',
  DELAYED: 'd',
  NO_RECENT_DATA: 'n',
  SHARING_OFF: 's',
  NO_FOLLOWER: 'o',
  CREDENTIALS_REFUSED: 'c',
  NEEDS_ATTENTION: 'a',
  LOCKED_OUT: 'l',
  THROTTLED: 't',
  UNREACHABLE: 'u',
  CLOCK_WRONG: 'k',
  GATEWAY_FAULT: 'g',
  DISCONNECTED: 'x',
};

const columns: readonly ConnectionEvent[] = [
  'linked',
  'read-fresh',
  'read-delayed',
  'read-old',
  'read-none',
  'read-misdated',
  'sharing-found-off',
  'follower-found-missing',
  'sharing-found-well',
  'refused',
  'given-up',
  'region-refuses',
  'locked-out',
  'throttled',
  'unavailable',
  'gateway-fault',
  'disconnected',
];

const table: Readonly<Record<ConnectionState, string>> = {
  //                   l f d o n a   s f w   r g r l t u g   x
  WAITING: /*       */ '. f d n . k   s o .   c a u l t u g   x',
  FRESH: /*         */ 'w . d n w k   s o .   c a u l t u g   x',
  DELAYED: /*       */ 'w f . n w k   s o .   c a u l t u g   x',
  NO_RECENT_DATA: /**/ 'w f d . w k   s o .   c a u l t u g   x',
  SHARING_OFF: /*   */ 'w f d . . k   . o w   c a u l t u g   x',
  NO_FOLLOWER: /*   */ 'w f d . . k   s . w   c a u l t u g   x',
  CREDENTIALS_REFUSED: 'w f d n w k   s o w   . a u l . . .   x',
  NEEDS_ATTENTION: /**/ 'w f d n w k   s o w   . . . . . . .   x',
  LOCKED_OUT: /*    */ 'w f d n w k   s o w   c a u . t u g   x',
  THROTTLED: /*     */ 'w f d n w k   s o w   c a u l . u g   x',
  UNREACHABLE: /*   */ 'w f d n w k   s o w   c a . l t . g   x',
  CLOCK_WRONG: /*   */ 'w f d n w .   s o .   c a u l t u g   x',
  GATEWAY_FAULT: /* */ 'w f d n w k   s o w   c a u l t u .   x',
  DISCONNECTED: /*  */ '- - - - - -   - - -   - - - - - - -   .',
};

describe('the states of a connection', () => {
  it('have a column for each event, and a row for each state', () => {
    expect(columns.toSorted()).toEqual([...connectionEvents].toSorted());
    expect(Object.keys(table).toSorted()).toEqual([...connectionStates].toSorted());
    for (const row of Object.values(table)) expect(row.split(/ +/)).toHaveLength(columns.length);
  });

  it.each(connectionStates)('%s meets every event as the table says', (state) => {
    const expected = table[state].split(/ +/);
    const actual = columns.map((event) => {
      const next = nextState(state, event);
      if (next === 'impossible') return '-';
      return next === state ? '.' : letters[next];
    });
    expect(actual).toEqual(expected);
  });

  it('each have a sentence for the wearer, and what to do', () => {
    for (const state of connectionStates) {
      const { meaning, whatToDo } = stateTexts[state];
      for (const text of [meaning, whatToDo]) expect(text).toMatch(/^[A-Z].+\.$/);
    }
  });

  it('speak of what the wearer gave: a password, or a consent', () => {
    const ofPassword = /\b(user name|password|Share|follower)\b/;
    const told = ['WAITING', 'CREDENTIALS_REFUSED', 'NEEDS_ATTENTION'] as const;
    const textOf = (state: ConnectionState, provider: 'dexcom' | 'dexcom_v3') => {
      const { meaning, whatToDo } = stateTextFor(state, provider);
      return `${meaning} ${whatToDo}`;
    };
    for (const state of told) {
      expect(textOf(state, 'dexcom')).toMatch(ofPassword);
      expect(textOf(state, 'dexcom_v3')).toMatch(/^[A-Z].+\.$/);
      expect(textOf(state, 'dexcom_v3')).not.toMatch(ofPassword);
    }
  });
});

describe('a read', () => {
  const minuteMs = 60_000;
  const fresh = freshForMs(300_000, 20_000);

  it('is fresh for two cadences and the typical delay', () => {
    expect(fresh).toBe(620_000);
    expect(readEventOf(fresh, fresh, 0)).toBe('read-fresh');
    expect(readEventOf(fresh + 1, fresh, 0)).toBe('read-delayed');
  });

  it('is old after 20 minutes, and none before the first reading', () => {
    expect(readEventOf(20 * minuteMs - 1, fresh, 0)).toBe('read-delayed');
    expect(readEventOf(20 * minuteMs, fresh, 0)).toBe('read-old');
    expect(readEventOf(null, fresh, 0)).toBe('read-none');
  });

  it('of a slow sensor is old no sooner than it stops being fresh', () => {
    const slow = freshForMs(15 * minuteMs, 0);
    expect(readEventOf(25 * minuteMs, slow, 0)).toBe('read-fresh');
    expect(readEventOf(31 * minuteMs, slow, 0)).toBe('read-old');
  });
});
