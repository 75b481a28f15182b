import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';

/** One run of a compiled query: what its resolvers are given, and the errors so far. */
export interface QueryRun {
  readonly contextValue: unknown;
  readonly variableValues: Record<string, unknown>;
  readonly errors: GraphQLError[];
  /** The arguments of each field that has variables in them, once they have been read. */
  readonly argumentValues: Map<QueryField, Record<string, unknown>>;
}

/** The query that a field belongs to. */
export interface QueryOperation {
  readonly schema: GraphQLSchema;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly operation: OperationDefinitionNode;
}

/** A field where a query asks for it. */
export interface QueryField {
  readonly query: QueryOperation;
  /** Its alias, or its name: the key of its value in the answer. */
  readonly responseKey: string;
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly definition: GraphQLField<unknown, unknown>;
  readonly parentType: GraphQLObjectType;
}

export type Path = GraphQLResolveInfo['path'];

/** Calls a field's resolver; `path` is that of the object. */
export type Resolve = (source: unknown, path: Path | undefined, run: QueryRun) => unknown;

export function resolverOf(field: QueryField): Resolve {
  const { resolve, name } = field.definition;
  const argumentsIn = argumentReaderOf(field);
  if (resolve) {
    return (source, path, run) =>
      resolve(source, argumentsIn(run), run.contextValue, new ResolveInfo(field, path, run));
  }
  // The default resolver of graphql-js.
  return (source, path, run) => {
    if (!isObjectLike(source)) return undefined;
    const property = source[name];
    if (typeof property !== 'function') return property;
    const info = new ResolveInfo(field, path, run);
    return property.call(source, argumentsIn(run), run.contextValue, info);
  };
}

function isObjectLike(value: unknown): value is Record<string, unknown> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

const noArguments = Object.freeze({});

/**
 * Reads the arguments once a run, or once for all runs where no variable stands in them. Each caller
 * gets a copy, so that a resolver that writes into its arguments changes nothing for its neighbours.
 */
function argumentReaderOf(field: QueryField): (run: QueryRun) => Record<string, unknown> {
  const { definition, nodes } = field;
  if (definition.args.length === 0) return () => noArguments;
  const read = (run: QueryRun) => getArgumentValues(definition, nodes[0], run.variableValues);
  if (nodes[0].arguments?.some(({ value }) => hasVariable(value))) {
    return (run) => {
      let values = run.argumentValues.get(field);
      if (!values) {
        values = read(run);
        run.argumentValues.set(field, values);
      }
      return { ...values };
    };
  }
  let constant: Record<string, unknown> | undefined;
  return (run) => {
    constant ??= read(run);
    return { ...constant };
  };
}

function hasVariable(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(hasVariable);
  return value.kind === Kind.OBJECT && value.fields.some((each) => hasVariable(each.value));
}

/**
 * The fourth argument of a resolver. Nearly none reads it, so each of its properties is made when it
 * is read, and the path with it: made ahead for each of a thousand values, they would cost more than
 * the resolvers do. They are getters of the class, which a spread does not copy.
 */
export class ResolveInfo implements GraphQLResolveInfo {
  readonly #field: QueryField;
  readonly #parentPath: Path | undefined;
  readonly #run: QueryRun;

  constructor(field: QueryField, parentPath: Path | undefined, run: QueryRun) {
    this.#field = field;
    this.#parentPath = parentPath;
    this.#run = run;
  }

  get fieldName(): string {
    return this.#field.definition.name;
  }
  get fieldNodes(): QueryField['nodes'] {
    return this.#field.nodes;
  }
  get returnType() {
    return this.#field.definition.type;
  }
  get parentType(): GraphQLObjectType {
    return this.#field.parentType;
  }
  get path(): Path {
    return pathOf(this.#field, this.#parentPath);
  }
  get schema(): GraphQLSchema {
    return this.#field.query.schema;
  }
  get fragments() {
    return this.#field.query.fragments;
  }
  get rootValue(): undefined {
    return undefined;
  }
  get operation(): OperationDefinitionNode {
    return this.#field.query.operation;
  }
  get variableValues(): Record<string, unknown> {
    return this.#run.variableValues;
  }
}

/** The path of a field of the object at `path`. */
export function pathOf(
  { responseKey, parentType }: Pick<QueryField, 'responseKey' | 'parentType'>,
  path: Path | undefined,
): Path {
  return { prev: path, key: responseKey, typename: parentType.name };
}
