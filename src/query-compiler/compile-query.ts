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
import { leafWriterOf } from './leaf-serializers.ts';
import {
  failedAmong,
  isPromise,
  joined,
  lateWriter,
  rethrow,
  type Text,
  textOf,
} from './pending-text.ts';
import {
  failedAt,
  infoOf,
  iterableOf,
  type Path,
  pathOf,
  type QueryField,
  type QueryFrame,
  type QueryRun,
  resolverOf,
  takesOnly,
} from './query-run.ts';

/**
 * Works out once how the answer to a query is written, so that each run goes from values to text,
 * with no tree of results in between. What is written, and which errors are noted, is what GraphQL
 * prescribes (6.3 and 6.4). Not all that it allows is done here: where a query needs more, nothing
 * is compiled, and the engine executes it in the ordinary way.
 */
export interface CompiledQuery {
  readonly fieldCount: number;
  run(contextValue: unknown, variableValues: Record<string, unknown>): Promise<QueryAnswer>;
}

export interface QueryAnswer {
  /** JSON. */
  readonly data: string;
  readonly errors: readonly GraphQLError[];
}

export interface CompileOptions extends QueryFrame {
  /** Read by `@skip` and `@include`: it is compiled for these values alone. */
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly fieldsMax: number;
}

/** Null where it takes more than is done here. */
export function compileQuery(options: CompileOptions): CompiledQuery | null {
  const compiling = { ...options, fieldCount: 0 };
  try {
    const { schema, operation } = options;
    const type = schema.getQueryType() as GraphQLObjectType;
    const write = fieldsWriter(compiling, type, [operation.selectionSet]);
    const { fieldCount } = compiling;
    return { fieldCount, run: (context, variables) => runQuery(write, context, variables) };
  } catch (error) {
    if (error instanceof NotDoneHere) return null;
    throw error;
  }
}

async function runQuery(
  write: Write,
  contextValue: unknown,
  variableValues: Record<string, unknown>,
): Promise<QueryAnswer> {
  const run = { contextValue, variableValues, errors: [], givenArguments: new Map() };
  const { errors }: QueryRun = run;
  try {
    const data = await textOf(write(undefined, undefined, run));
    return { data, errors };
  } catch (error) {
    errors.push(error as GraphQLError);
    return { data: 'null', errors };
  }
}

class NotDoneHere extends Error {
  override readonly name = 'NotDoneHere';
}

interface Compiling extends CompileOptions {
  fieldCount: number;
}

/** Writes a value that stands at a path. */
type Write = (value: unknown, path: Path | undefined, run: QueryRun) => Text;

interface FieldWriter {
  readonly write: Write;
  /** The quotation marks around it are still to be written. */
  readonly isBare: boolean;
}

function fieldsWriter(
  compiling: Compiling,
  parentType: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): Write {
  const keys: string[] = [];
  const writers: Write[] = [];
  let end = '{';
  for (const [name, nodes] of collectFields(compiling, parentType, selectionSets)) {
    compiling.fieldCount += 1;
    if (compiling.fieldCount > compiling.fieldsMax) throw new NotDoneHere();
    const writer = writerOfField(compiling, parentType, name, nodes as QueryField['nodes']);
    const mark = writer.isBare ? '"' : '';
    keys.push(`${end}"${name}":${mark}`);
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
      return failedAmong(parts, error);
    }
    return parts ? joined(parts, end) : text + end;
  };
}

function writerOfField(
  compiling: Compiling,
  parentType: GraphQLObjectType,
  name: string,
  nodes: QueryField['nodes'],
): FieldWriter {
  const fieldName = nodes[0].name.value;
  if (fieldName === '__typename') return { write: () => parentType.name, isBare: true };
  const definition = parentType.getFields()[fieldName];
  // What is told of the schema itself.
  if (!definition) throw new NotDoneHere();
  const field: QueryField = { frame: compiling, name, nodes, definition, parentType };
  const type = getNullableType(definition.type);
  if (isLeafType(type)) return leafFieldWriter(field, type);
  return { write: branchFieldWriter(compiling, field), isBare: false };
}

/** Of a field whose value has no fields: most of what is ever written. */
function leafFieldWriter(field: QueryField, type: GraphQLLeafType): FieldWriter {
  const resolve = resolverOf(field);
  const { write: writeLeaf, isBare } = leafWriterOf(type, isNonNullType(field.definition.type));
  const write = (value: unknown): string => {
    if (value === null || value === undefined) return nullOf(field, field.definition.type);
    if (value instanceof Error) throw value;
    return writeLeaf(value);
  };
  const fail = failureOf(field);
  const late = lateWriter<[Path | undefined, QueryRun]>((value) => write(value), fail);
  const writeField: Write = (source, path, run): Text => {
    try {
      const value = resolve(source, path, run);
      if (typeof value !== 'object') {
        return value === undefined ? write(value) : writeLeaf(value);
      }
      return isPromise(value) ? late.write(value, path, run) : write(value);
    } catch (error) {
      return fail(error, path, run);
    }
  };
  return { write: writeField, isBare };
}

function branchFieldWriter(compiling: Compiling, field: QueryField): Write {
  const resolve = resolverOf(field);
  const write = writerOf(compiling, field, field.definition.type);
  const writeBranch: Write = (value, path, run) => write(value, pathOf(field, path), run);
  const fail = failureOf(field);
  const late = lateWriter(writeBranch, fail);
  return (source, path, run) => {
    try {
      const value = resolve(source, path, run);
      if (isPromise(value)) return late.write(value, path, run);
      const part = writeBranch(value, path, run);
      return typeof part === 'string' ? part : late.rescue(part, path, run);
    } catch (error) {
      return fail(error, path, run);
    }
  };
}

function failureOf(field: QueryField) {
  return (error: unknown, path: Path | undefined, run: QueryRun) =>
    failedAt(field, pathOf(field, path), field.definition.type, error, run);
}

function nullOf({ definition, parentType }: QueryField, type: GraphQLOutputType): 'null' {
  if (!isNonNullType(type)) return 'null';
  const name = `${parentType.name}.${definition.name}`;
  throw new Error(`Cannot return null for non-nullable field ${name}.`);
}

/** Writes values of a type; only those below which there are others need to know their path. */
function writerOf(compiling: Compiling, field: QueryField, type: GraphQLOutputType): Write {
  const write = presentWriterOf(compiling, field, getNullableType(type));
  return (value, path, run) => {
    if (value === null || value === undefined) return nullOf(field, type);
    if (value instanceof Error) throw value;
    return write(value, path, run);
  };
}

function presentWriterOf(
  compiling: Compiling,
  field: QueryField,
  type: ReturnType<typeof getNullableType<GraphQLOutputType>>,
): Write {
  if (isLeafType(type)) return leafWriterOf(type, false).write;
  if (isListType(type)) return listWriterOf(compiling, field, type.ofType);
  if (isObjectType(type)) return objectWriterOf(compiling, field, type);
  // An interface or a union.
  throw new NotDoneHere();
}

function listWriterOf(compiling: Compiling, field: QueryField, type: GraphQLOutputType): Write {
  const writeItem = itemWriterOf(compiling, field, type);
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
      return failedAmong(parts, error);
    }
    return parts ? joined(parts, ']') : `${text}]`;
  };
}

function itemWriterOf(compiling: Compiling, field: QueryField, type: GraphQLOutputType) {
  const write = writerOf(compiling, field, type);
  const isLeaf = isLeafType(getNullableType(type));
  const pathOfItem = (prev: Path | undefined, key: number) => ({ prev, key, typename: undefined });
  const writeItem = (item: unknown, index: number, path: Path | undefined, run: QueryRun) =>
    write(item, isLeaf ? path : pathOfItem(path, index), run);
  const fail = (error: unknown, index: number, path: Path | undefined, run: QueryRun) =>
    failedAt(field, pathOfItem(path, index), type, error, run);
  const late = lateWriter(writeItem, fail);
  return (item: unknown, index: number, path: Path | undefined, run: QueryRun): Text => {
    try {
      if (isPromise(item)) return late.write(item, index, path, run);
      const part = writeItem(item, index, path, run);
      return typeof part === 'string' ? part : late.rescue(part, index, path, run);
    } catch (error) {
      return fail(error, index, path, run);
    }
  };
}

function objectWriterOf(compiling: Compiling, field: QueryField, type: GraphQLObjectType): Write {
  const sets = field.nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const write = fieldsWriter(compiling, type, sets);
  const { isTypeOf } = type;
  if (!isTypeOf) return write;
  const ask = isTypeOf as (value: unknown, ...given: unknown[]) => unknown;
  const isBlind = takesOnly(1, isTypeOf);
  const isOfType = (value: unknown, path: Path | undefined, run: QueryRun) =>
    isBlind ? ask(value) : ask(value, run.contextValue, infoOf(field, path as Path, run));
  const writeIf = (isIt: unknown, value: unknown, path: Path | undefined, run: QueryRun): Text => {
    if (isIt) return write(value, path, run);
    const message = `Expected value of type "${type.name}" but got another.`;
    throw new GraphQLError(message, { nodes: field.nodes });
  };
  const late = lateWriter(writeIf, rethrow);
  return (value, path, run) => {
    const isIt = isOfType(value, path, run);
    return isPromise(isIt) ? late.write(isIt, value, path, run) : writeIf(isIt, value, path, run);
  };
}
