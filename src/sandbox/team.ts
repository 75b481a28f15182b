import { openedLinks } from '#connections';
import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import {
  authenticateApiKey,
  createApiKey,
  createTeam,
  findUser,
  listApiKeys,
  revokeApiKey,
} from '#teams';
import { wearersClientUserId } from './link-wearer.ts';

const source = { kind: 'system', id: null, address: null } as const;
const keyName = 'sandbox';
export const teamName = 'Sandbox';

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
  const teamId = await ensureTeam(db, clock);
  if (lastKey !== undefined && (await isKeyOf(db, clock, lastKey, teamId))) return lastKey;
  for (const key of await listApiKeys(db, { teamId, limit: keysMax })) {
    if (key.name === keyName && !key.revokedAt) {
      const others = { openedLinks: openedLinks(clock), keptEndpoints: async () => [] };
      await revokeApiKey(db, clock, source, { teamId, keyId: key.id, ...others });
    }
  }
  const { secret } = await createApiKey(db, clock, source, { teamId, name: keyName });
  return secret;
}

/** The id of the wearer's user in the tables; null for none. */
export async function findWearerId(db: Db, clock: Clock): Promise<string | null> {
  const user = await findUser(db, await ensureTeam(db, clock), {
    clientUserId: wearersClientUserId,
  });
  return user?.id ?? null;
}

async function ensureTeam(db: Db, clock: Clock): Promise<string> {
  const creation = await createTeam(db, clock, source, { name: teamName });
  return creation.kind === 'created' ? creation.team.id : creation.existing.id;
}

/** How many keys are searched for lost ones. */
const keysMax = 100;

async function isKeyOf(db: Db, clock: Clock, secret: string, teamId: string): Promise<boolean> {
  const check = await authenticateApiKey(db, secret, dateOf(clock));
  return check.kind === 'authenticated' && check.actor.teamId === teamId;
}
