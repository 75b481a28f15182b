import { type GraphQLResolveInfo, Kind, type SelectionNode } from 'graphql';
import { type BriefConnection, briefConnections, briefOfUser } from '#connections';
import { type BriefSample, briefSamplesOfListed, latestBriefOf, recentSince } from '#glucose';
import { dateOf } from '#std/clock';
import { prepareListUsersWith, type User as UserRecord } from '#teams';
import { briefConnectionNames, briefSampleNames, briefUserNames } from './brief-names.ts';
import type { Context } from './context.ts';
import { mayAct, teamOf } from './rights.ts';
import { areAllOf, selectedNames } from './selected-names.ts';

/**
 * A page of users with the latest sample and the connections of each is what overviews ask. It is
 * read by one statement: the list looks ahead at what is asked of its users, and their fields find
 * it with the user, with nothing to wait for. Where anything is unusual, each reads for itself.
 */
export interface ReadAhead {
  /** Null where there is none of this week. */
  readonly latestSample: BriefSample | null;
  readonly connections: readonly BriefConnection[];
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

/** Whether both are asked of a page's users, in the plain way, and nothing but what is brief. */
export function asksOverview(context: Context, info: GraphQLResolveInfo): boolean {
  const asked = plainNamesBelow(plainNamesBelow(info.fieldNodes, 'edges'), 'node');
  const names = asked.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  const isOfAll = (name: string, briefNames: ReadonlySet<string>) =>
    isPlain(names, name) && areAllOf(selectedNames(info, ['edges', 'node', name]), briefNames);
  return (
    mayAct(context, 'read') &&
    areAllOf(selectedNames(info, ['edges', 'node']), briefUserNames) &&
    isOfAll('latestSample', briefSampleNames) &&
    isOfAll('connections', briefConnectionNames)
  );
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

const listWithOverview = prepareListUsersWith(
  {
    query: latestBriefOf('listed.id', '$3'),
    packed: briefSamplesOfListed,
    orderBy: 'taken_at',
    isRow: ({ valueMgDl }) => !Number.isNaN(valueMgDl),
  },
  {
    query: briefOfUser('$1', 'listed.id'),
    packed: briefConnections,
    orderBy: 'connection_id',
    isRow: ({ state }) => state !== null,
  },
);

/** The team's first users, with what their fields will be asked. */
export async function listUsersAhead(context: Context, limit: number): Promise<UserRecord[]> {
  const since = recentSince(dateOf(context.clock));
  const list = await listWithOverview(context.db, [teamOf(context), limit, since]);
  const listed: ListedUser[] = [];
  let connections: BriefConnection[] = [];
  for (const [place, user] of (list.users as readonly ListedUser[]).entries()) {
    if (listed.at(-1)?.id !== user.id) {
      connections = [];
      user[ahead] = { latestSample: list.one[place] ?? null, connections };
      listed.push(user);
    }
    const connection = list.other[place];
    if (connection) connections.push(connection);
  }
  return listed;
}
