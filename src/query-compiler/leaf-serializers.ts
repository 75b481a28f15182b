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
 * Writes a list at once, which costs half as much as value by value; null where one of its values is
 * not of the usual form. Null for types of which each value is written by itself in any case.
 */
export function leafListWriterOf(
  type: GraphQLLeafType,
): ((list: readonly unknown[]) => string | null) | null {
  if (isEnumType(type)) {
    const quoted = new Map(type.getValues().map(({ name, value }) => [value, `"${name}"`]));
    return (list) => {
      let text = '';
      for (const value of list) {
        const name = quoted.get(value);
        if (name === undefined) return null;
        text += text === '' ? name : `,${name}`;
      }
      return `[${text}]`;
    };
  }
  const isUsual = usualNumbers.get(type);
  if (!isUsual) return null;
  return (list) => {
    for (const value of list) if (!isUsual(value)) return null;
    return JSON.stringify(list);
  };
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

function isInt(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) <= intMax && Number(value) >= intMin;
}

const usualNumbers: ReadonlyMap<GraphQLLeafType, (value: unknown) => boolean> = new Map([
  [GraphQLInt, isInt],
  [GraphQLFloat, Number.isFinite],
]);

const builtInWriters: ReadonlyMap<GraphQLLeafType, WriteLeaf> = new Map([
  [GraphQLInt, (value) => (isInt(value) ? `${value}` : serialized(GraphQLInt, value))],
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
