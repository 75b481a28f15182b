/**
 * A connection is in one named state, and every state meets every event: a new state or event does
 * not compile until all its rows are written. What was seen at the provider moves it; what the passing of
 * time makes of it is `presentState`.
 */
export const connectionStates = [
  'WAITING',
  'FRESH',
  'DELAYED',
  'NO_RECENT_DATA',
  'SHARING_OFF',
  'NO_FOLLOWER',
  'CREDENTIALS_REFUSED',
  'NEEDS_ATTENTION',
  'LOCKED_OUT',
  'THROTTLED',
  'UNREACHABLE',
  'CLOCK_WRONG',
  'GATEWAY_FAULT',
  'DISCONNECTED',
] as const;

export type ConnectionState = (typeof connectionStates)[number];

/**
 * - `linked`: the person gave credentials, and the provider took them.
 * - `read-…`: a read succeeded; the newest reading known is fresh, overdue, older than 20 minutes,
 *   or there has been none yet; or what came carries times that are wrong.
 * - `sharing-…`, `follower-…`: the provider was asked, and said so.
 * - `refused`: a login was refused; `given-up`: so often that only rare probes follow;
 *   `region-refuses`: as those of most accounts of the region are, so it says nothing of this one.
 * - `gateway-fault`: we could not ask, for a reason of our own.
 */
export const connectionEvents = [
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
] as const;

export type ConnectionEvent = (typeof connectionEvents)[number];

type Row = Readonly<Record<ConnectionEvent, ConnectionState | 'impossible'>>;

/** Where most states go: what was last seen is what the connection is. */
const open = {
  linked: 'WAITING',
  'read-fresh': 'FRESH',
  'read-delayed': 'DELAYED',
  'read-old': 'NO_RECENT_DATA',
  'read-none': 'WAITING',
  'read-misdated': 'CLOCK_WRONG',
  'sharing-found-off': 'SHARING_OFF',
  'follower-found-missing': 'NO_FOLLOWER',
  'sharing-found-well': 'WAITING',
  refused: 'CREDENTIALS_REFUSED',
  'given-up': 'NEEDS_ATTENTION',
  'region-refuses': 'UNREACHABLE',
  'locked-out': 'LOCKED_OUT',
  throttled: 'THROTTLED',
  unavailable: 'UNREACHABLE',
  'gateway-fault': 'GATEWAY_FAULT',
  disconnected: 'DISCONNECTED',
} as const satisfies Row;

const transitions: Readonly<Record<ConnectionState, Row>> = {
  WAITING: open,
  FRESH: { ...open, 'sharing-found-well': 'FRESH' },
  DELAYED: { ...open, 'sharing-found-well': 'DELAYED' },
  NO_RECENT_DATA: { ...open, 'sharing-found-well': 'NO_RECENT_DATA' },
  // Empty reads are what sharing that is off looks like: they are no news.
  SHARING_OFF: { ...open, 'read-old': 'SHARING_OFF', 'read-none': 'SHARING_OFF' },
  NO_FOLLOWER: { ...open, 'read-old': 'NO_FOLLOWER', 'read-none': 'NO_FOLLOWER' },
  // Only an answer to the credentials themselves, or a reading, tells more about them.
  CREDENTIALS_REFUSED: {
    ...open,
    throttled: 'CREDENTIALS_REFUSED',
    unavailable: 'CREDENTIALS_REFUSED',
    'gateway-fault': 'CREDENTIALS_REFUSED',
  },
  NEEDS_ATTENTION: {
    ...open,
    refused: 'NEEDS_ATTENTION',
    'region-refuses': 'NEEDS_ATTENTION',
    'locked-out': 'NEEDS_ATTENTION',
    throttled: 'NEEDS_ATTENTION',
    unavailable: 'NEEDS_ATTENTION',
    'gateway-fault': 'NEEDS_ATTENTION',
  },
  LOCKED_OUT: open,
  THROTTLED: open,
  UNREACHABLE: open,
  // No reading at all is no news of the clock that was wrong.
  CLOCK_WRONG: { ...open, 'sharing-found-well': 'CLOCK_WRONG' },
  GATEWAY_FAULT: open,
  DISCONNECTED: {
    linked: 'impossible',
    'read-fresh': 'impossible',
    'read-delayed': 'impossible',
    'read-old': 'impossible',
    'read-none': 'impossible',
    'read-misdated': 'impossible',
    'sharing-found-off': 'impossible',
    'follower-found-missing': 'impossible',
    'sharing-found-well': 'impossible',
    refused: 'impossible',
    'given-up': 'impossible',
    'region-refuses': 'impossible',
    'locked-out': 'impossible',
    throttled: 'impossible',
    unavailable: 'impossible',
    'gateway-fault': 'impossible',
    disconnected: 'DISCONNECTED',
  },
};

/** The state after an event. A disconnected connection meets no event but its own again. */
export function nextState(
  state: ConnectionState,
  event: ConnectionEvent,
): ConnectionState | 'impossible' {
  return transitions[state][event];
}

/** From here on a silence is told as such: sensor or phone, not a late reading. */
export const silentAfterMs = 20 * 60 * 1000;

/**
 * How old the newest reading may be and still be called fresh: two cadences and the time that a
 * reading typically takes to appear. A sensor that is quicker than we may ask counts as one that
 * measures every minute.
 */
export function freshForMs(cadenceMs: number, typicalDelayMs: number): number {
  return 2 * Math.max(cadenceMs, quickCadenceMs) + typicalDelayMs;
}

export const quickCadenceMs = 60 * 1000;

type ReadEvent = Extract<ConnectionEvent, 'read-fresh' | 'read-delayed' | 'read-old' | 'read-none'>;

/**
 * Which `read-…` event a read is, by the age of the newest reading known; null for none yet.
 * `lateByMs`: how old the newest that can be known is by the provider's own rules.
 */
export function readEventOf(
  newestAgeMs: number | null,
  freshMs: number,
  lateByMs: number,
): ReadEvent {
  if (newestAgeMs === null) return 'read-none';
  if (newestAgeMs <= freshMs) return 'read-fresh';
  return newestAgeMs < Math.max(silentAfterMs + lateByMs, freshMs) ? 'read-delayed' : 'read-old';
}
