import { createHash } from 'node:crypto';
import { shapeUuid } from '#simulator/people';
import type { Grant } from './grants.ts';
import type { OAuthWorld } from './oauth-world.ts';

/** The id of a record for a client: the same whenever it is asked for. Looks like a UUID of version 5. */
export function recordIdOf(
  { style }: OAuthWorld,
  { grantId, clientId, record }: Grant,
  key: string,
): string {
  const reader = style.recordIds === 'per-grant' ? grantId : clientId;
  const uuid = shapeUuid(hashOf(`${reader}/${record.accountId}/${key}`).slice(0, 32));
  return `${uuid.slice(0, 14)}5${uuid.slice(15)}`;
}

/** Who a wearer is for a client: 64 hexadecimal digits, others for each client. */
export function userIdOf({ realm, clientId, record }: Grant): string {
  return hashOf(`user/${realm}/${clientId}/${record.accountId}`);
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
