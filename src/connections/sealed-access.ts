import type { KeptAccess } from '#providers';
import type { Sealer } from '#std/sealed-box';

/**
 * What a provider wants kept of a connection, sealed under the connection's id: no other row's box
 * opens there. Only the provider reads what is in it. Opening throws SealedBoxError when no key of
 * this deployment opens the box.
 */
export interface SealedAccess {
  readonly grantSealed: Buffer;
  readonly sessionSealed: Buffer;
}

export function sealAccess(
  sealer: Sealer,
  connectionId: string,
  { grant, session }: KeptAccess,
): SealedAccess {
  return {
    grantSealed: sealer.seal(grant, connectionId),
    sessionSealed: sealer.seal(session, sessionPlace(connectionId)),
  };
}

export function unsealGrant(sealer: Sealer, connectionId: string, box: Buffer): string {
  return sealer.open(box, connectionId);
}

export function unsealSession(sealer: Sealer, connectionId: string, box: Buffer): string {
  return sealer.open(box, sessionPlace(connectionId));
}

function sessionPlace(connectionId: string): string {
  return `${connectionId}/session`;
}
