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
 * Writes the values of a leaf type as JSON. The usual forms of the built-in types take a short way,
 * with what their `serialize` and JSON.stringify would make of them; all else is left to those two.
 */
export type WriteLeaf = (value: unknown) => string;

export interface LeafWriter {
  readonly write: WriteLeaf;
  /** What is written is a JSON text without its quotation marks, whatever the value. */
  readonly isBare: boolean;
}

/** `mayBeBare`: the marks can stand around what is written, since it is never null. */
export function leafWriterOf(type: GraphQLLeafType, mayBeBare: boolean): LeafWriter {
  const bare = bareWriterOf(type);
  if (!bare) {
    return {
      write: usualWriters.get(type) ?? ((value) => serialized(type, value)),
      isBare: false,
    };
  }
  return mayBeBare
    ? { write: bare, isBare: true }
    : { write: (value) => `"${bare(value)}"`, isBare: false };
}

/** Of types whose texts hold nothing that JSON would have to escape. */
function bareWriterOf(type: GraphQLLeafType): WriteLeaf | null {
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

const usualWriters: ReadonlyMap<GraphQLLeafType, WriteLeaf> = new Map([
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

/** Whatever a type cannot represent is a fault of ours and not of the caller: no GraphQLError. */
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
