import {
  type FieldNode,
  type GraphQLResolveInfo,
  getArgumentValues,
  isObjectType,
  Kind,
} from 'graphql';
import {
  baseSecondsOf,
  type PackedSamples,
  packedSamplesBeside,
  packedSamplesParameters,
} from '#glucose';
import { prepareFindUserWith, type User as UserRecord } from '#teams';
import type { Context } from './context.ts';
import { teamOf } from './rights.ts';

/**
 * One user and the samples of a range is what is asked most. It is read by one statement: the field
 * that finds the user looks ahead at what is asked of it, and the field that needs the samples finds
 * them with the user. Where anything is unusual, each reads for itself.
 */
export interface SampleNeed {
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  readonly limit: number;
}

type Selection = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;
// biome-ignore lint/suspicious/noExplicitAny: each field knows its own arguments.
type NeedOf = (args: any, context: Context, selection: Selection) => SampleNeed | null;

const needs = new Map<string, NeedOf>();

/** Says what a field of User needs; null, or an error, where it cannot be known ahead. */
export function readsAhead(fieldName: string, needOf: NeedOf): void {
  needs.set(fieldName, needOf);
}

/** What the one field that reads samples needs, if there is one below this field, just once. */
export function findNeedBelow(context: Context, info: GraphQLResolveInfo): SampleNeed | null {
  const [node, ...others] = info.fieldNodes;
  const selections = node?.selectionSet?.selections ?? [];
  if (others.length > 0 || !selections.every(isPlainField)) return null;
  const [reader, ...more] = selections.filter(({ name }) => needs.has(name.value));
  const type = info.schema.getType('User');
  if (!reader || more.length > 0 || !isObjectType(type)) return null;
  const { value: name } = reader.name;
  const field = type.getFields()[name];
  if (!field) return null;
  try {
    const given = getArgumentValues(field, reader, info.variableValues);
    const selection = { fieldNodes: [reader], fragments: info.fragments };
    return needs.get(name)?.(given, context, selection) ?? null;
  } catch {
    // The field itself says what is wrong with what it was given.
    return null;
  }
}

function isPlainField(selection: {
  kind: Kind;
  directives?: readonly unknown[];
}): selection is FieldNode {
  return selection.kind === Kind.FIELD && !selection.directives?.length;
}

const found = new WeakMap<
  UserRecord,
  { readonly need: SampleNeed; readonly samples: PackedSamples }
>();

const findUserWithSamples = prepareFindUserWith(packedSamplesBeside('$2', 3));

/** Finds a user of the team by its id, and keeps the samples for who needs them. */
export async function findUserAhead(
  context: Context,
  id: string,
  need: SampleNeed,
): Promise<UserRecord | null> {
  const parameters = packedSamplesParameters(need.from, need.to, need.limit);
  const answer = await findUserWithSamples(context.db, teamOf(context), id, parameters);
  if (!answer) return null;
  const { user, beside: text } = answer;
  found.set(user, { need, samples: { text, baseSeconds: baseSecondsOf(need.from) } });
  return user;
}

/** The samples that were read with the user, if they are just those that are needed. */
export function samplesReadWith(user: UserRecord, need: SampleNeed): PackedSamples | null {
  const known = found.get(user);
  if (!known) return null;
  const { from, to, limit } = known.need;
  const isSame =
    from.getTime() === need.from.getTime() &&
    to.getTime() === need.to.getTime() &&
    limit === need.limit;
  found.delete(user);
  return isSame ? known.samples : null;
}
