import {
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNullableType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { collectFields } from './collect-fields.ts';
import { iterableOf, nullFor, writeNull } from './field-errors.ts';
import { leafListWriterOf, leafWriterOf } from './leaf-serializers.ts';
import {
  createPendingWriter,
  isPromise,
  joined,
  rejectedBeside,
  rethrow,
  type Text,
} from './pending-text.ts';
import {
  type Path,
  pathOf,
  type QueryField,
  type QueryOperation,
  type QueryRun,
  ResolveInfo,
  resolverOf,
} from './query-field.ts';

/** Writes a value as JSON; `path` is where it stands in the answer. */
export type Write = (value: unknown, path: Path | undefined, run: QueryRun) => Text;

/** Thrown while compiling, for a query that asks for more than is compiled here. */
export class NotCompiled extends Error {
  override readonly name = 'NotCompiled';
}

interface SelectionOptions extends QueryOperation {
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly fieldsMax: number;
}

interface Compiling extends SelectionOptions {
  fieldCount: number;
}

/**
 * Makes the function that writes an object of the operation's root type: for each field one that
 * calls its resolver and writes what it gives, and so on downwards. All that follows from the query
 * and the schema alone is decided here, once, and not when values are written.
 */
export function createSelectionWriter(
  options: SelectionOptions,
  type: GraphQLObjectType,
): { readonly write: Write; readonly fieldCount: number } {
  const compiling = { ...options, fieldCount: 0 };
  const write = fieldsWriter(compiling, type, [options.operation.selectionSet]);
  return { write, fieldCount: compiling.fieldCount };
}

interface FieldWriter {
  readonly write: Write;
  /** The quotation marks around what it writes stand in the keys beside it. */
  readonly isUnquoted: boolean;
}

function fieldsWriter(
  compiling: Compiling,
  parentType: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): Write {
  const keys: string[] = [];
  const writers: Write[] = [];
  let end = '{';
  for (const [responseKey, nodes] of collectFields(compiling, parentType, selectionSets)) {
    compiling.fieldCount += 1;
    if (compiling.fieldCount > compiling.fieldsMax) throw new NotCompiled();
    const writer = fieldWriterOf(compiling, parentType, responseKey, nodes);
    const mark = writer.isUnquoted ? '"' : '';
    keys.push(`${end}"${responseKey}":${mark}`);
    writers.push(writer.write);
    end = `${mark},`;
  }
  end = `${end.slice(0, -1)}}`;
  if (keys.length === 0) return () => '{}';
  return (source, path, run) => {
    let text = '';
    let parts: Text[] | undefined;
    try {
      for (let i = 0; i < keys.length; i += 1) {
        const part = (writers[i] as Write)(source, path, run);
        if (parts) parts.push(keys[i] as string, part);
        else if (typeof part === 'string') text += keys[i] + part;
        else parts = [text + keys[i], part];
      }
    } catch (error) {
      return rejectedBeside(parts, error);
    }
    return parts ? joined(parts, end) : text + end;
  };
}

function fieldWriterOf(
  compiling: Compiling,
  parentType: GraphQLObjectType,
  responseKey: string,
  nodes: QueryField['nodes'],
): FieldWriter {
  const fieldName = nodes[0].name.value;
  if (fieldName === '__typename') return { write: () => parentType.name, isUnquoted: true };
  const definition = parentType.getFields()[fieldName];
  // Introspection: a field of no type of the schema's own.
  if (!definition) throw new NotCompiled();
  const field: QueryField = { query: compiling, responseKey, nodes, definition, parentType };
  const type = getNullableType(definition.type);
  if (isLeafType(type)) return leafFieldWriter(field, type);
  return { write: compositeFieldWriter(compiling, field), isUnquoted: false };
}

/** For a field whose value is a scalar or an enum: most of what is ever written. */
function leafFieldWriter(field: QueryField, type: GraphQLLeafType): FieldWriter {
  const fieldType = field.definition.type;
  const resolve = resolverOf(field);
  const { write: writeLeaf, isUnquoted } = leafWriterOf(type, isNonNullType(fieldType));
  const write = (value: unknown): string => {
    if (value === null || value === undefined) return writeNull(field, fieldType);
    if (value instanceof Error) throw value;
    return writeLeaf(value);
  };
  const recover = recoveryOf(field);
  const pending = createPendingWriter<[Path | undefined, QueryRun]>(write, recover);
  const writeField: Write = (source, path, run): Text => {
    try {
      const value = resolve(source, path, run);
      if (typeof value !== 'object') return value === undefined ? write(value) : writeLeaf(value);
      return isPromise(value) ? pending.write(value, path, run) : write(value);
    } catch (error) {
      return recover(error, path, run);
    }
  };
  return { write: writeField, isUnquoted };
}

/** For a field whose value is an object or a list. */
function compositeFieldWriter(compiling: Compiling, field: QueryField): Write {
  const resolve = resolverOf(field);
  const writeValue = valueWriter(compiling, field, field.definition.type);
  const writeAt: Write = (value, path, run) => writeValue(value, pathOf(field, path), run);
  const recover = recoveryOf(field);
  const pending = createPendingWriter(writeAt, recover);
  return (source, path, run) => {
    try {
      const value = resolve(source, path, run);
      if (isPromise(value)) return pending.write(value, path, run);
      const text = writeAt(value, path, run);
      return typeof text === 'string' ? text : pending.recover(text, path, run);
    } catch (error) {
      return recover(error, path, run);
    }
  };
}

/** What is written in place of the field when it failed; `path` is that of the object. */
function recoveryOf(field: QueryField) {
  return (error: unknown, path: Path | undefined, run: QueryRun) =>
    nullFor(error, field, field.definition.type, pathOf(field, path), run);
}

/** Writes values of a type; only what has others below it needs to know its path. */
function valueWriter(compiling: Compiling, field: QueryField, type: GraphQLOutputType): Write {
  const write = nonNullWriter(compiling, field, getNullableType(type));
  return (value, path, run) => {
    if (value === null || value === undefined) return writeNull(field, type);
    if (value instanceof Error) throw value;
    return write(value, path, run);
  };
}

function nonNullWriter(
  compiling: Compiling,
  field: QueryField,
  type: ReturnType<typeof getNullableType<GraphQLOutputType>>,
): Write {
  if (isLeafType(type)) return leafWriterOf(type, false).write;
  if (isListType(type)) return listWriter(compiling, field, type.ofType);
  if (isObjectType(type)) return objectWriter(compiling, field, type);
  // An interface or a union.
  throw new NotCompiled();
}

function listWriter(compiling: Compiling, field: QueryField, type: GraphQLOutputType): Write {
  const write = itemsWriter(compiling, field, type);
  const itemType = getNullableType(type);
  const writeAtOnce = isLeafType(itemType) ? leafListWriterOf(itemType) : null;
  if (!writeAtOnce) return write;
  return (list, path, run) =>
    (Array.isArray(list) ? writeAtOnce(list) : null) ?? write(list, path, run);
}

/** Writes a list value by value. */
function itemsWriter(compiling: Compiling, field: QueryField, type: GraphQLOutputType): Write {
  const writeItem = itemWriter(compiling, field, type);
  return (list, path, run) => {
    let text = '[';
    let parts: Text[] | undefined;
    let index = 0;
    try {
      for (const item of iterableOf(list, field)) {
        const part = writeItem(item, index, path, run);
        const separator = index === 0 ? '' : ',';
        if (parts) parts.push(separator, part);
        else if (typeof part === 'string') text += separator + part;
        else parts = [text + separator, part];
        index += 1;
      }
    } catch (error) {
      return rejectedBeside(parts, error);
    }
    return parts ? joined(parts, ']') : `${text}]`;
  };
}

/** `path` is that of the list. */
function itemWriter(compiling: Compiling, field: QueryField, type: GraphQLOutputType) {
  const writeValue = valueWriter(compiling, field, type);
  const isLeaf = isLeafType(getNullableType(type));
  const pathOfItem = (prev: Path | undefined, key: number) => ({ prev, key, typename: undefined });
  const write = (item: unknown, index: number, path: Path | undefined, run: QueryRun) =>
    writeValue(item, isLeaf ? path : pathOfItem(path, index), run);
  const recover = (error: unknown, index: number, path: Path | undefined, run: QueryRun) =>
    nullFor(error, field, type, pathOfItem(path, index), run);
  const pending = createPendingWriter(write, recover);
  return (item: unknown, index: number, path: Path | undefined, run: QueryRun): Text => {
    try {
      if (isPromise(item)) return pending.write(item, index, path, run);
      const text = write(item, index, path, run);
      return typeof text === 'string' ? text : pending.recover(text, index, path, run);
    } catch (error) {
      return recover(error, index, path, run);
    }
  };
}

function objectWriter(compiling: Compiling, field: QueryField, type: GraphQLObjectType): Write {
  const sets = field.nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const write = fieldsWriter(compiling, type, sets);
  const { isTypeOf } = type;
  if (!isTypeOf) return write;
  const writeIf = (isIt: unknown, value: unknown, path: Path | undefined, run: QueryRun): Text => {
    if (isIt) return write(value, path, run);
    const message = `Expected value of type "${type.name}" but got another.`;
    throw new GraphQLError(message, { nodes: field.nodes });
  };
  const pending = createPendingWriter(writeIf, rethrow);
  return (value, path, run) => {
    const info = new ResolveInfo(field, parentPathOf(path), run);
    const isIt = isTypeOf(value, run.contextValue, info);
    return isPromise(isIt)
      ? pending.write(isIt, value, path, run)
      : writeIf(isIt, value, path, run);
  };
}

/** The path of the object whose field gave the value at `path`, by itself or in its list. */
function parentPathOf(path: Path | undefined): Path | undefined {
  let own = path;
  while (typeof own?.key === 'number') own = own.prev;
  return own?.prev;
}
