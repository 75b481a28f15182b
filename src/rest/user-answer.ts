import { z } from '@hono/zod-openapi';
import { type ConnectionRecord, findConnections } from '#connections';
import type { Db } from '#db';
import { offsetTextOf } from '#std/iso-text';
import { findUser, type User as UserRecord } from '#teams';
import { keyOf, type RestCall } from './context.ts';
import { noUser } from './refusal.ts';
import { Source, sourceOf } from './source.ts';

export const instant = (description: string) =>
  z.string().openapi({ format: 'date-time', example: '2026-08-19T09:19:50+00:00', description });

/** Beside what the team said of a user. */
const given = {
  source_slug: z.string().openapi({ example: 'manual' }),
  updated_at: instant('When the user last changed.'),
};

const ConnectedSource = z
  .object({
    provider: Source,
    created_on: instant('When it was linked.'),
    source: Source.openapi({ description: 'The same as `provider`.' }),
  })
  .openapi('ConnectedSource');

export const User = z
  .object({
    user_id: z.uuid(),
    team_id: z.uuid(),
    client_user_id: z.string().openapi({ description: "The team's own id of the person." }),
    created_on: instant('When the user was created.'),
    connected_sources: z.array(ConnectedSource),
    fallback_time_zone: z.object({ id: z.string(), ...given }).nullable(),
    fallback_birth_date: z.object({ value: z.string(), ...given }).nullable(),
    ingestion_start: z.null().openapi({ description: 'There are no bounds here.' }),
    ingestion_end: z.null(),
  })
  .openapi('User');

export type UserAnswer = z.infer<typeof User>;

/** Of one user: one live connection a provider. */
const connectionsPerUserMax = 10;

/**
 * What reading a user and all that it is connected to costs on the scale of operations: as much as
 * GraphQL takes for it.
 */
export const userCost = 50;

/** Users as they are answered, in the same order, with what each is connected to. */
export async function answersOf(
  db: Db,
  teamId: string,
  users: readonly UserRecord[],
): Promise<UserAnswer[]> {
  const connections = await liveOf(db, teamId, users);
  const byUser = Map.groupBy(connections, ({ userId }) => userId);
  return users.map((user) => answerOf(user, byUser.get(user.id) ?? []));
}

export async function liveOf(
  db: Db,
  teamId: string,
  users: readonly Pick<UserRecord, 'id'>[],
): Promise<ConnectionRecord[]> {
  if (users.length === 0) return [];
  return findConnections(db, {
    teamId,
    userIds: users.map(({ id }) => id),
    includesDisconnected: false,
    limit: users.length * connectionsPerUserMax,
  });
}

/** A living user of the key's team; anyone else is told 404. */
export async function userOf(call: RestCall, userId: string): Promise<UserRecord> {
  const user = await findUser(call.env.db, keyOf(call).teamId, { id: userId.toLowerCase() });
  if (!user) throw noUser();
  return user;
}

function answerOf(user: UserRecord, connections: readonly ConnectionRecord[]): UserAnswer {
  const { id, teamId, clientUserId, timeZone, birthDate, createdAt, updatedAt } = user;
  const said = { source_slug: 'manual', updated_at: offsetTextOf(updatedAt) };
  return {
    user_id: id,
    team_id: teamId,
    client_user_id: clientUserId,
    created_on: offsetTextOf(createdAt),
    connected_sources: connections.map(({ provider, connectedAt }) => ({
      provider: sourceOf(provider),
      created_on: offsetTextOf(connectedAt),
      source: sourceOf(provider),
    })),
    fallback_time_zone: timeZone === null ? null : { id: timeZone, ...said },
    fallback_birth_date: birthDate === null ? null : { value: birthDate, ...said },
    ingestion_start: null,
    ingestion_end: null,
  };
}
