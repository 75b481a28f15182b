import type { Authentication } from '#server/http';
import { credentialOf } from '#server/http';
import { networkOf } from '#std/network-of';
import { socketCodes } from './close-codes.ts';
import type { SocketState } from './operation.ts';

/**
 * Admits a socket by the credential in its `connection_init`: `apiKey` or `authorization`, or the
 * names of the HTTP headers. When that credential ends, so does the socket. A refused socket and an
 * ended one are closed with the same code, on which clients reconnect with another credential.
 */
export interface SocketAdmissionOptions<Actor> {
  readonly authentication: Authentication<Actor>;
  readonly watchCredential: (actor: Actor, onEnd: () => void) => () => void;
}

export interface SocketAdmissionLimits {
  readonly socketsPerCallerMax: number;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The function says whether the credential was accepted. A socket closed for lack of room counts.
 */
export function createSocketAdmission<Actor>(
  { authentication, watchCredential }: SocketAdmissionOptions<Actor>,
  { socketsPerCallerMax }: SocketAdmissionLimits,
): (fields: Fields, state: SocketState<Actor>) => Promise<boolean> {
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

  /** Null where nothing was shown, or more than one thing. */
  async function checkOf(fields: Fields, state: SocketState<Actor>) {
    const credential = credentialOf(credentialFieldsOf(fields));
    const { session } = state;
    if (!session)
      return credential === null ? null : authentication.check(credential, state.address);
    const { secret } = session;
    session.secret = null;
    if (credential !== null || secret === null) return null;
    return authentication.sessions?.check(secret, state.address) ?? null;
  }

  return async (fields, state) => {
    const { writer } = state;
    const check = await checkOf(fields, state);
    if (check === null) return false;
    if (check.kind === 'refused') return false;
    if (!writer.isOpen) return true;
    if (check.kind === 'busy') {
      writer.close(socketCodes.tryLater, 'Too many unknown credentials');
      return true;
    }
    const { actor, rateKey, sharedKey } = check.caller;
    writer.callerKey = rateKey ?? networkOf(state.address);
    if (!countIn(writer.callerKey, state)) {
      writer.close(socketCodes.tryLater, 'Too many sockets');
      return true;
    }
    state.actor = actor;
    state.sharedKey = sharedKey;
    state.onAdmitted();
    const end = () => writer.close(socketCodes.credentialEnded, 'Forbidden');
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
