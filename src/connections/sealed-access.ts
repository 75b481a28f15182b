import type { KeptAccess } from '#providers';
import type { BoxPlace, Sealer } from '#std/sealed-box';

/**
 * What a provider wants kept of a connection, sealed for its place: no box of another row or column
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
    grantSealed: sealer.seal(grant, grantPlace(connectionId)),
    sessionSealed: sealer.seal(session, sessionPlace(connectionId)),
  };
}

export function unsealGrant(sealer: Sealer, connectionId: string, box: Buffer): string {
  return sealer.open(box, grantPlace(connectionId));
}

export function unsealSession(sealer: Sealer, connectionId: string, box: Buffer): string {
  return sealer.open(box, sessionPlace(connectionId));
}

const table = 'connections';

function grantPlace(row: string): BoxPlace {
  return { table, column: 'credentials_sealed', row, formOneContext: row };
}

function sessionPlace(row: string): BoxPlace {
  return { table, column: 'session_sealed', row, formOneContext: `${row}/session` };
}
