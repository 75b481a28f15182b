/**
 * What the caller must do about it.
 *
 * - `refused`: these credentials do not open this region. The same answer stands for an unknown
 *   account, a wrong password and a wrong region, and is sometimes given for right ones.
 * - `locked-out`: no attempt until the lockout is over; Dexcom does not say when.
 * - `session-ended`: log in once, then ask again.
 * - `throttled`: wait `retryAfterMs`, or longer.
 * - `unavailable`: Dexcom, or the way to it, is broken; back off.
 * - `unreadable`: it answered, but not what the call promises; back off.
 * - `rejected`: the request itself is wrong: our bug, or a stored account id that is none.
 */
export type Failure =
  | 'refused'
  | 'locked-out'
  | 'session-ended'
  | 'throttled'
  | 'unavailable'
  | 'unreadable'
  | 'rejected';

/**
 * What the failure was read from.
 *
 * - `code`: Dexcom's error object; `status`: the HTTP status alone.
 * - `null-uuid`, `empty`, `html`, `not-json`, `wrong-shape`, `oversized`, `bad-encoding`: the body.
 * - `deadline`, `network`: no whole answer came. The request may have arrived all the same.
 * - `not-sent`: judged here, before anything left.
 */
export type Evidence =
  | 'code'
  | 'status'
  | 'null-uuid'
  | 'empty'
  | 'html'
  | 'not-json'
  | 'wrong-shape'
  | 'oversized'
  | 'bad-encoding'
  | 'deadline'
  | 'network'
  | 'not-sent';
