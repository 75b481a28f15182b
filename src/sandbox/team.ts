import { openedLinks } from '#connections';
import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { authenticateApiKey, createApiKey, createTeam, listApiKeys, revokeApiKey } from '#teams';

const source = { kind: 'system', id: null, address: null } as const;
const keyName = 'sandbox';

/**
 * Finds or creates the team "Sandbox" and returns an API key of it: that of the last start if it
 * still works, else a new one. Keys are stored as hashes, so a lost key cannot be shown again; it is
 * revoked.
 */
export async function ensureTeamKey(
  db: Db,
  clock: Clock,
  lastKey: string | undefined,
): Promise<string> {
  const creation = await createTeam(db, clock, source, { name: 'Sandbox' });
  const teamId = creation.kind === 'created' ? creation.team.id : creation.existing.id;
  if (lastKey !== undefined && (await isKeyOf(db, clock, lastKey, teamId))) return lastKey;
  for (const key of await listApiKeys(db, { teamId, limit: keysMax })) {
    if (key.name === keyName && !key.revokedAt) {
      const revocation = { teamId, keyId: key.id, openedLinks: openedLinks(clock) };
      await revokeApiKey(db, clock, source, revocation);
    }
  }
  const { secret } = await createApiKey(db, clock, source, { teamId, name: keyName });
  return secret;
}

/** How many keys are searched for lost ones. */
const keysMax = 100;

async function isKeyOf(db: Db, clock: Clock, secret: string, teamId: string): Promise<boolean> {
  const check = await authenticateApiKey(db, secret, dateOf(clock));
  return check.kind === 'authenticated' && check.actor.teamId === teamId;
}
