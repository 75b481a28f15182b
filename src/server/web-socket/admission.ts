import type { Authentication } from '#server/http';
import { createRateLimiter, credentialOf } from '#server/http';
import type { Clock } from '#std/clock';
import { networkOf } from '#std/network-of';
import { socketCodes } from './close-codes.ts';
import type { SocketState } from './operations.ts';

/**
 * Lets a socket in by the credential in its `connection_init`, `apiKey` or `authorization` (the
 * names of the headers are understood too), and ends it with that credential. Refused and ended
 * sockets are closed alike, with the code on which clients come back with another credential.
 */
export interface SocketAdmissionOptions<Actor> {
  readonly authentication: Authentication<Actor>;
  readonly watchCredential: (actor: Actor, onEnd: () => void) => () => void;
  readonly clock: Clock;
}

export interface SocketAdmissionLimits {
  readonly socketsPerCallerMax: number;
  readonly refusalsPerMinuteMax: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Tells whether the socket is let in. One that is closed for want of room counts as let in. */
export function createSocketAdmission<Actor>(
  { authentication, watchCredential, clock }: SocketAdmissionOptions<Actor>,
  { socketsPerCallerMax, refusalsPerMinuteMax }: SocketAdmissionLimits,
): (fields: Fields, state: SocketState<Actor>) => Promise<boolean> {
  const refusals = createRateLimiter({ clock, perMinute: refusalsPerMinuteMax });
  const counts = new Map<string, number>();

  function countIn(callerKey: string, { onClose }: SocketState<Actor>): boolean {
    const count = counts.get(callerKey) ?? 0;
    if (count >= socketsPerCallerMax) return false;
    counts.set(callerKey, count + 1);
    onClose.push(() => {
      const left = (counts.get(callerKey) ?? 1) - 1;
      if (left > 0) counts.set(callerKey, left);
      else counts.delete(callerKey);
    });
    return true;
  }

  return async (fields, state) => {
    const { outlet } = state;
    const network = networkOf(state.address);
    const credential = credentialOf(credentialFieldsOf(fields));
    if (credential === null || !refusals.look(network).isAllowed) return false;
    const check = await authentication.check(credential);
    if (check.kind === 'refused') {
      refusals.take(network);
      return false;
    }
    if (!outlet.isOpen) return true;
    const { actor, rateKey } = check.caller;
    state.callerKey = rateKey ?? network;
    if (!countIn(state.callerKey, state)) {
      outlet.close(socketCodes.tryLater, 'Too many sockets');
      return true;
    }
    state.actor = actor;
    const end = () => outlet.close(socketCodes.credentialEnded, 'Forbidden');
    state.onClose.push(watchCredential(actor, end));
    return true;
  };
}

function credentialFieldsOf(fields: Fields) {
  return {
    apiKey: fields.apiKey ?? fields['x-api-key'],
    authorization: fields.authorization ?? fields.Authorization,
  };
}
