import { costLimitRule } from '@escape.tech/graphql-armor-cost-limit';
import {
  type ConstValueNode,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  TypeInfo,
  type ValueNode,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { CostLine } from '#server/limits';

/**
 * A bound on what an operation may cost: fields weigh by kind and depth, pages by their size. The
 * rule that counts looks at literal page sizes only, so it is shown a copy of the document in which
 * every page says its size: variables and defaults are written out first. A page larger than its
 * field's own limit (`rowsMax` of the argument) counts as that limit, since the field refuses it in
 * better words. Where an argument says how many points lists hold at most, some of them
 * (`pointsPerRow` of the argument) cost as much as a row of a page; a list of ids costs a page of as
 * many. The outcome is kept by document
 * and page sizes, so a known operation costs one look into a map.
 *
 * An operation that is allowed waits for its turn in the line of all costly reads.
 */
export type JudgeCost = (
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
) => CostVerdict;

export interface CostVerdict {
  /** Null when it may run. */
  readonly error: GraphQLError | null;
  readonly cost: number;
}

export function createCostJudge(costMax: number): JudgeCost {
  const verdicts = new WeakMap<DocumentNode, Verdicts>();
  return (schema, document, variables) => {
    let known = verdicts.get(document);
    if (!known) {
      known = { names: pageVariablesOf(document), byKey: new Map() };
      verdicts.set(document, known);
    }
    const key = known.names.map((name) => keyPartOf(variables[name])).join(',');
    const verdict = known.byKey.get(key);
    if (verdict !== undefined) return verdict;
    const fresh = priceOf(schema, withPageSizes(schema, document, variables), costMax);
    if (known.byKey.size >= pageSizesMax) known.byKey.clear();
    known.byKey.set(key, fresh);
    return fresh;
  };
}

export function tooManyLarge(): GraphQLError {
  const message = 'Too many large operations are running.';
  return new GraphQLError(message, { extensions: { code: 'UNAVAILABLE' } });
}

interface CostedContext {
  readonly facts?: { readonly callerKey: string };
}

export function limitCost(judge: JudgeCost, costLine: CostLine): Plugin<CostedContext> {
  return {
    onExecute({ args, executeFn, setExecuteFn, setResultAndStopExecution }) {
      const { error, cost } = judge(args.schema, args.document, args.variableValues ?? {});
      if (error) setResultAndStopExecution({ errors: [error] });
      const key = args.contextValue.facts?.callerKey ?? '';
      setExecuteFn(async (given) => {
        const result = await costLine.run(key, cost, async () => executeFn(given));
        return result ?? { errors: [tooManyLarge()] };
      });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const { error } = judge(args.schema, args.document, args.variableValues ?? {});
      if (error) setResultAndStopExecution({ errors: [error] });
    },
  };
}

/** How many different page sizes of one document are remembered. */
const pageSizesMax = 100;
const pageArgument = 'first';
const sizeArguments: ReadonlySet<string> = new Set([pageArgument, 'pointsMax', 'userIds']);

/** Only numbers and lengths are page sizes; what else a stranger sends is not kept. */
function keyPartOf(value: unknown): string {
  if (typeof value === 'number') return `${value}`;
  if (Array.isArray(value)) return `${value.length} listed`;
  return value === undefined ? 'default' : 'none';
}

interface Verdicts {
  /** The variables that say how large a page is. */
  readonly names: readonly string[];
  readonly byKey: Map<string, CostVerdict>;
}

function pageVariablesOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Argument({ name, value }) {
      if (sizeArguments.has(name.value) && value.kind === Kind.VARIABLE)
        names.add(value.name.value);
    },
  });
  return [...names];
}

function withPageSizes(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): DocumentNode {
  const defaults = defaultsOf(document);
  const types = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(types, {
      Field(node: FieldNode): FieldNode | undefined {
        const declared = types.getFieldDef()?.args.find(({ name }) => sizeArguments.has(name));
        if (!declared) return undefined;
        const given = node.arguments?.find(({ name }) => name.value === declared.name);
        const asked = sizeOf(given?.value, variables, defaults) ?? declared.defaultValue;
        if (typeof asked !== 'number') return undefined;
        const { rowsMax = asked, pointsPerRow = 1 } = declared.extensions as SizeExtensions;
        const size = Math.ceil(Math.min(asked, rowsMax) / pointsPerRow);
        const name = { kind: Kind.NAME, value: pageArgument } as const;
        const value = { kind: Kind.INT, value: String(size) } as const;
        // The rule reads the page size only where it stands first.
        const others = node.arguments?.filter((argument) => argument !== given) ?? [];
        return { ...node, arguments: [{ kind: Kind.ARGUMENT, name, value }, ...others] };
      },
    }),
  );
}

interface SizeExtensions {
  readonly rowsMax?: number;
  readonly pointsPerRow?: number;
}

function defaultsOf(document: DocumentNode): ReadonlyMap<string, ConstValueNode> {
  const defaults = new Map<string, ConstValueNode>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const { variable, defaultValue } of definition.variableDefinitions ?? []) {
      if (defaultValue) defaults.set(variable.name.value, defaultValue);
    }
  }
  return defaults;
}

function sizeOf(
  value: ValueNode | undefined,
  variables: Readonly<Record<string, unknown>>,
  defaults: ReadonlyMap<string, ConstValueNode>,
): number | null {
  if (value?.kind === Kind.INT) return Number(value.value);
  if (value?.kind === Kind.LIST) return value.values.length;
  if (value?.kind !== Kind.VARIABLE) return null;
  const given = variables[value.name.value];
  if (typeof given === 'number') return given;
  if (Array.isArray(given)) return given.length;
  return given === undefined ? sizeOf(defaults.get(value.name.value), {}, defaults) : null;
}

function priceOf(schema: GraphQLSchema, document: DocumentNode, costMax: number): CostVerdict {
  const options = { maxCost: costMax, flattenFragments: true, propagateOnRejection: false };
  let error: GraphQLError | null = null;
  let cost = 0;
  const onReject = [
    (_context: unknown, { message }: GraphQLError) => {
      const text = message.replace(/^Syntax Error: /, '');
      error = new GraphQLError(text, { extensions: { code: 'QUERY_TOO_COMPLEX' } });
    },
  ];
  const onAccept = [
    (_context: unknown, { n }: { n: number }) => {
      cost = Math.max(cost, n);
    },
  ];
  validate(schema, document, [costLimitRule({ ...options, onReject, onAccept }) as never]);
  return { error, cost };
}
