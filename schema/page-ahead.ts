import { type GraphQLResolveInfo, Kind, type SelectionNode } from 'graphql';
import { type ConnectionRecord, liveOfPacked, liveOfUsersBeside } from '#connections';
import { latestOfBeside, latestSamplesBeside, recentSince, type Sample } from '#glucose';
import { dateOf } from '#std/clock';
import { listedUserIds, prepareListUsersWith, type User as UserRecord } from '#teams';
import type { Context } from './context.ts';
import { mayAct, teamOf } from './rights.ts';

/**
 * A page of users with the latest sample and the connections of each is what overviews ask. It is
 * read by one statement: the list looks ahead at what is asked of its users, and their fields find
 * it with the user, with nothing to wait for. Where anything is unusual, each reads for itself.
 */
export interface ReadAhead {
  /** Null where there is none of this week. */
  readonly latestSample: Sample | null;
  readonly connections: readonly ConnectionRecord[];
}

const ahead = Symbol('read ahead');

interface ListedUser extends UserRecord {
  /** On the user itself, since a weak map would keep it until a great collection. */
  [ahead]?: ReadAhead;
}

export function readWith(user: UserRecord): ReadAhead | undefined {
  return (user as ListedUser)[ahead];
}

/** Of one user: the live ones are few, those that were disconnected grow with the years. */
export const connectionsPerUserMax = 100;

/** Whether both are asked of a page's users, in the plain way. */
export function asksOverview(context: Context, { fieldNodes }: GraphQLResolveInfo): boolean {
  const asked = plainNamesBelow(plainNamesBelow(fieldNodes, 'edges'), 'node');
  const names = asked.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  return mayAct(context, 'read') && isPlain(names, 'latestSample') && isPlain(names, 'connections');
}

function plainNamesBelow(nodes: readonly SelectionNode[], name: string): readonly FieldNodeOf[] {
  const below = nodes.flatMap((node) =>
    'selectionSet' in node ? (node.selectionSet?.selections ?? []) : [],
  );
  return below.filter((node) => isFieldNamed(node, name));
}

function isPlain(nodes: readonly SelectionNode[], name: string): boolean {
  const named = nodes.filter((node) => isFieldNamed(node, name));
  return (
    named.length > 0 &&
    named.every(({ arguments: given, directives }) => !given?.length && !directives?.length)
  );
}

type FieldNodeOf = Extract<SelectionNode, { kind: Kind.FIELD }>;

function isFieldNamed(node: SelectionNode, name: string): node is FieldNodeOf {
  return node.kind === Kind.FIELD && node.name.value === name;
}

const listWithOverview = prepareListUsersWith([
  latestSamplesBeside(listedUserIds, '$3'),
  liveOfUsersBeside(listedUserIds, `$2 * ${connectionsPerUserMax}`),
]);

/** The team's first users, with what their fields will be asked. */
export async function listUsersAhead(context: Context, limit: number): Promise<UserRecord[]> {
  const teamId = teamOf(context);
  const since = recentSince(dateOf(context.clock));
  const { users, beside } = await listWithOverview(context.db, teamId, limit, [since]);
  const [latestText = null, connectionsText = null] = beside;
  const latest = latestOfBeside(
    latestText,
    users.map(({ id }) => id),
  );
  const connections = Map.groupBy(liveOfPacked(connectionsText, teamId), ({ userId }) => userId);
  return users.map((user): ListedUser => {
    const own = connections.get(user.id)?.slice(0, connectionsPerUserMax) ?? [];
    return { ...user, [ahead]: { latestSample: latest.get(user.id) ?? null, connections: own } };
  });
}
