import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  isNonNullType,
  locatedError,
  type OperationDefinitionNode,
  responsePathAsArray,
} from 'graphql';

/** What one run of a compiled query carries along. */
export interface QueryRun {
  readonly contextValue: unknown;
  readonly variableValues: Record<string, unknown>;
  readonly errors: GraphQLError[];
  /** What fields are given as their arguments this time, once it is known. */
  readonly givenArguments: Map<QueryField, Record<string, unknown>>;
}

/** The query that a field belongs to. */
export interface QueryFrame {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly operation: OperationDefinitionNode;
}

/** A field where a query asks for it. */
export interface QueryField {
  readonly frame: QueryFrame;
  /** The name under which it is answered. */
  readonly name: string;
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly definition: GraphQLField<unknown, unknown>;
  readonly parentType: GraphQLObjectType;
}

export type Path = GraphQLResolveInfo['path'];

/** Asks a field's resolver; `path` is that of the object. */
export type Resolve = (source: unknown, path: Path | undefined, run: QueryRun) => unknown;

export function resolverOf(field: QueryField): Resolve {
  const { resolve, name, args } = field.definition;
  const given = (run: QueryRun) => (args.length === 0 ? noArguments : argumentsOf(field, run));
  if (!resolve) {
    return (source, path, run) => {
      if (!isObjectLike(source)) return undefined;
      const property = source[name];
      if (typeof property !== 'function') return property;
      const info = infoOf(field, pathOf(field, path), run);
      return property.call(source, given(run), run.contextValue, info);
    };
  }
  if (takesOnly(1, resolve)) {
    const resolveBlindly = resolve as (source: unknown) => unknown;
    return (source) => resolveBlindly(source);
  }
  if (takesOnly(3, resolve)) {
    const resolveBlindly = resolve as (source: unknown, given: object, context: unknown) => unknown;
    return (source, _path, run) => resolveBlindly(source, given(run), run.contextValue);
  }
  return (source, path, run) =>
    resolve(source, given(run), run.contextValue, infoOf(field, pathOf(field, path), run));
}

function isObjectLike(value: unknown): value is Record<string, unknown> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

const noArguments = Object.freeze({});

/**
 * Most functions of a schema are arrow functions of so many plain parameters, to which further
 * arguments mean nothing. Where thousands of values are written, making those would cost more than
 * they do.
 */
export function takesOnly(count: number, ask: (...given: never[]) => unknown): boolean {
  return ask.length <= count && /^(async )?(\w+|\([\w\s,:{}]*\)) *=>/.test(ask.toString());
}

/** A copy, so that no resolver changes what its neighbours are given. */
function argumentsOf(field: QueryField, run: QueryRun): Record<string, unknown> {
  let given = run.givenArguments.get(field);
  if (!given) {
    given = getArgumentValues(field.definition, field.nodes[0], run.variableValues);
    run.givenArguments.set(field, given);
  }
  return { ...given };
}

/** `path` is that of the field, or of an item of its list. */
export function infoOf(field: QueryField, path: Path, run: QueryRun): GraphQLResolveInfo {
  const { frame, nodes, definition, parentType } = field;
  return {
    fieldName: definition.name,
    fieldNodes: nodes,
    returnType: definition.type,
    parentType,
    path: fieldPathOf(path),
    schema: frame.schema,
    fragments: frame.fragments as GraphQLResolveInfo['fragments'],
    rootValue: undefined,
    operation: frame.operation,
    variableValues: run.variableValues,
  };
}

function fieldPathOf(path: Path): Path {
  return typeof path.key === 'number' && path.prev ? fieldPathOf(path.prev) : path;
}

/** The path of a field of the object at `path`. */
export function pathOf({ name, parentType }: QueryField, path: Path | undefined): Path {
  return { prev: path, key: name, typename: parentType.name };
}

/**
 * What is written for a value that failed: nothing but null, and the error is noted, where the type
 * allows for null; elsewhere the error goes on to the value around it (GraphQL, 6.4.4).
 */
export function failedAt(
  { nodes }: QueryField,
  path: Path,
  type: GraphQLField<unknown, unknown>['type'],
  error: unknown,
  run: QueryRun,
): 'null' {
  const keys = responsePathAsArray(path);
  for (const each of error instanceof AggregateError ? error.errors : [error]) {
    const located = locatedError(each, nodes, keys);
    if (isNonNullType(type)) throw located;
    run.errors.push(located);
  }
  return 'null';
}

export function iterableOf(
  value: unknown,
  { parentType, definition }: QueryField,
): Iterable<unknown> {
  const list = value as Iterable<unknown>;
  if (typeof list === 'object' && typeof list[Symbol.iterator] === 'function') return list;
  const name = `${parentType.name}.${definition.name}`;
  throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
}
