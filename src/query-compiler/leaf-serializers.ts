import {
  GraphQLBoolean,
  GraphQLError,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
  isEnumType,
} from 'graphql';

/**
 * Writes the values of a scalar or an enum as JSON. The usual forms of the built-in types are
 * written directly, as `serialize` and JSON.stringify would; every other value goes through these
 * two.
 */
type WriteLeaf = (value: unknown) => string;

interface LeafWriter {
  readonly write: WriteLeaf;
  /** What is written is a JSON string without its quotation marks, whatever the value. */
  readonly isUnquoted: boolean;
}

/** `mayBeUnquoted`: whoever calls it can write the marks, since the value is never null. */
export function leafWriterOf(type: GraphQLLeafType, mayBeUnquoted: boolean): LeafWriter {
  const unquoted = unquotedWriterOf(type);
  if (!unquoted) {
    return {
      write: builtInWriters.get(type) ?? ((value) => serialized(type, value)),
      isUnquoted: false,
    };
  }
  return mayBeUnquoted
    ? { write: unquoted, isUnquoted: true }
    : { write: (value) => `"${unquoted(value)}"`, isUnquoted: false };
}

/**
 * For types whose texts hold nothing that JSON would have to escape: enums, and scalars that say so
 * themselves by the extension `isPlainText`.
 */
function unquotedWriterOf(type: GraphQLLeafType): WriteLeaf | null {
  if (isEnumType(type)) {
    const names = new Map(type.getValues().map(({ name, value }) => [value, name]));
    return (value) => names.get(value) ?? `${serializedBy(type, value)}`;
  }
  return type.extensions.isPlainText === true ? (value) => `${serializedBy(type, value)}` : null;
}

const intMax = 2 ** 31 - 1;
const intMin = -(2 ** 31);

function writeInt(value: unknown): string {
  const isUsual = Number.isInteger(value) && Number(value) <= intMax && Number(value) >= intMin;
  return isUsual ? `${value}` : serialized(GraphQLInt, value);
}

const builtInWriters: ReadonlyMap<GraphQLLeafType, WriteLeaf> = new Map([
  [GraphQLInt, writeInt],
  [
    GraphQLFloat,
    (value) => (Number.isFinite(value) ? `${value}` : serialized(GraphQLFloat, value)),
  ],
  [
    GraphQLBoolean,
    (value) => (typeof value === 'boolean' ? `${value}` : serialized(GraphQLBoolean, value)),
  ],
  [
    GraphQLString,
    (value) =>
      typeof value === 'string' ? JSON.stringify(value) : serialized(GraphQLString, value),
  ],
  [
    GraphQLID,
    (value) => (typeof value === 'string' ? JSON.stringify(value) : serialized(GraphQLID, value)),
  ],
] as [GraphQLLeafType, WriteLeaf][]);

function serialized(type: GraphQLLeafType, value: unknown): string {
  const text = JSON.stringify(serializedBy(type, value));
  if (text === undefined) throw new Error(`A value of the type ${type.name} has no JSON.`);
  return text;
}

/**
 * A value that its type cannot represent is our fault and not the caller's. So what is thrown is no
 * GraphQLError, and its text is not shown to the caller.
 */
function serializedBy(type: GraphQLLeafType, value: unknown): unknown {
  let result: unknown;
  try {
    result = type.serialize(value);
  } catch (error) {
    if (error instanceof GraphQLError) throw new Error(error.message);
    throw error;
  }
  if (result !== null && result !== undefined) return result;
  throw new Error(`A value of the type ${type.name} cannot be represented.`);
}
