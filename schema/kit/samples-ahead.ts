import {
  type FieldNode,
  type GraphQLResolveInfo,
  getArgumentValues,
  isObjectType,
  Kind,
  type SelectionNode,
} from 'graphql';
import type { PackedSeries } from '#glucose';
import type { SampleRange } from '#joined-reads';
import type { BriefUser } from '#teams';
import type { Context } from './context.ts';

/**
 * One user and the samples of a range is what is asked most, and one statement reads both. A field
 * of User that reads samples declares by its extension `samplesRead` which ones; the field that finds
 * the user looks for such a field below it, and that one takes the samples that were read with the
 * user. Where anything is unusual, each reads for itself.
 */
declare module 'graphql/type/definition.js' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    /** Null, or an error, where it cannot be known ahead. */
    readonly samplesRead?: (
      args: _TArgs,
      context: _TContext,
      selection: Selection,
    ) => SampleRange | null;
  }
}

/** What is asked of a field. */
export type Selection = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'schema'>;

/** The samples of the one field below that reads any, if it stands there plainly, just once. */
export function samplesReadBelow(context: Context, info: GraphQLResolveInfo): SampleRange | null {
  const [node, ...others] = info.fieldNodes;
  const type = info.schema.getType('User');
  if (!node || others.length > 0 || !isObjectType(type)) return null;
  const fields = type.getFields();
  const readers: FieldNode[] = [];
  for (const selection of node.selectionSet?.selections ?? []) {
    if (!isPlainField(selection)) return null;
    if (fields[selection.name.value]?.extensions.samplesRead) readers.push(selection);
  }
  const [reader, ...more] = readers;
  const field = reader && fields[reader.name.value];
  if (!reader || !field?.extensions.samplesRead || more.length > 0) return null;
  try {
    const args = getArgumentValues(field, reader, info.variableValues);
    const { fragments, schema } = info;
    return field.extensions.samplesRead(args, context, { fieldNodes: [reader], fragments, schema });
  } catch {
    // The field itself says what is wrong with its arguments.
    return null;
  }
}

function isPlainField(selection: SelectionNode): selection is FieldNode {
  return selection.kind === Kind.FIELD && !selection.directives?.length;
}

interface ReadSamples {
  readonly range: SampleRange;
  readonly samples: PackedSeries;
}

const samplesByUser = new WeakMap<BriefUser, ReadSamples>();

/** Keeps the samples that were read with a user, until the field that needs them takes them. */
export function keepSamples(user: BriefUser, read: ReadSamples): void {
  samplesByUser.set(user, read);
}

/** The samples that were read with the user, if they are those of this very range. */
export function takeSamples(user: BriefUser, range: SampleRange): PackedSeries | null {
  const read = samplesByUser.get(user);
  if (!read) return null;
  samplesByUser.delete(user);
  return isSameRange(read.range, range) ? read.samples : null;
}

function isSameRange(one: SampleRange, other: SampleRange): boolean {
  return (
    one.from.getTime() === other.from.getTime() &&
    one.to.getTime() === other.to.getTime() &&
    one.limit === other.limit
  );
}
