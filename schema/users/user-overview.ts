import {
  type FieldNode,
  type GraphQLResolveInfo,
  getNamedType,
  isObjectType,
  Kind,
  type SelectionNode,
} from 'graphql';
import { listUserOverviews, type UserOverview } from '#joined-reads';
import type { Context } from '#schema/kit';
import { isBriefEnough, mayRead, teamOf } from '#schema/kit';
import { dateOf } from '#std/clock';
import { type BriefUser, listUsers } from '#teams';

/**
 * A page of users with the latest sample and the connections of each is what overviews ask, and one
 * statement reads all of it. The list looks ahead at what is asked of its users, and the fields of a
 * user find it there. Where anything is unusual, each reads for itself.
 */
interface ListedUser extends BriefUser {
  /** On the user itself: a weak map would keep it until the old generation is collected. */
  [overview]?: UserOverview;
}

const overview = Symbol('overview');

/** What was read with the user in one statement; undefined where it was not. */
export function overviewOf(user: BriefUser): UserOverview | undefined {
  const listed: ListedUser = user;
  return listed[overview];
}

/** Whether both are asked of a page's users, in the plain way, and no more than is read in brief. */
export function asksOverview(context: Context, info: GraphQLResolveInfo): boolean {
  if (!mayRead(context)) return false;
  const [node, ...more] = info.fieldNodes;
  if (!node || more.length > 0) return selectsOverview(info);
  let known = overviewSelections.get(node);
  if (known === undefined) {
    known = selectsOverview(info);
    overviewSelections.set(node, known);
  }
  return known;
}

/** What is known of a document that is asked again and again; by the field, which is of one document. */
const overviewSelections = new WeakMap<FieldNode, boolean>();

function selectsOverview(info: GraphQLResolveInfo): boolean {
  const type = info.schema.getType('User');
  if (!isObjectType(type)) return false;
  const users = plainFieldsBelow(plainFieldsBelow(info.fieldNodes, 'edges'), 'node');
  const asked = users.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  const isAskedInBrief = (name: 'latestSample' | 'connections') => {
    const field = type.getFields()[name];
    const path = ['edges', 'node', name];
    return isPlain(asked, name) && field && isBriefEnough(getNamedType(field.type), info, path);
  };
  return (
    isBriefEnough(type, info, ['edges', 'node']) &&
    isAskedInBrief('latestSample') === true &&
    isAskedInBrief('connections') === true
  );
}

function plainFieldsBelow(nodes: readonly SelectionNode[], name: string): readonly FieldNode[] {
  const below = nodes.flatMap((node) =>
    'selectionSet' in node ? (node.selectionSet?.selections ?? []) : [],
  );
  return below.filter((node) => isFieldNamed(node, name));
}

/** Whether the field is asked, and never with arguments or directives. */
function isPlain(nodes: readonly SelectionNode[], name: string): boolean {
  const fields = nodes.filter((node) => isFieldNamed(node, name));
  return (
    fields.length > 0 &&
    fields.every(({ arguments: given, directives }) => !given?.length && !directives?.length)
  );
}

function isFieldNamed(node: SelectionNode, name: string): node is FieldNode {
  return node.kind === Kind.FIELD && node.name.value === name;
}

/** The team's first users, each with its overview where it is read with them. */
export async function listWithOverviews(context: Context, limit: number): Promise<BriefUser[]> {
  const page = { teamId: teamOf(context), limit };
  const now = dateOf(context.clock);
  const overviews = await listUserOverviews(context.db, { ...page, now });
  if (!overviews) return listUsers(context.db, page);
  return overviews.map((each) => {
    const user: ListedUser = each.user;
    user[overview] = each;
    return user;
  });
}
