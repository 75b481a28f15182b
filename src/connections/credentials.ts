import type { Sealer } from '#std/sealed-box';

/** What the wearer gave, and the account id that Dexcom made of it. Sealed whole. */
export interface Credentials {
  readonly accountName: string;
  readonly password: string;
  readonly accountId: string;
}

/** Seals for one connection: the box opens under that connection's id only. */
export function sealCredentials(
  sealer: Sealer,
  connectionId: string,
  credentials: Credentials,
): Buffer {
  const { accountName, password, accountId } = credentials;
  return sealer.seal(JSON.stringify({ accountName, password, accountId }), connectionId);
}

/** Throws SealedBoxError when no key of this deployment opens the box. */
export function openCredentials(sealer: Sealer, connectionId: string, box: Buffer): Credentials {
  return JSON.parse(sealer.open(box, connectionId)) as Credentials;
}

export function sealSession(sealer: Sealer, connectionId: string, sessionId: string): Buffer {
  return sealer.seal(sessionId, `${connectionId}/session`);
}

export function openSession(sealer: Sealer, connectionId: string, box: Buffer): string {
  return sealer.open(box, `${connectionId}/session`);
}
