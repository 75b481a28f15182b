import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  OperationTypeNode,
  visit,
} from 'graphql';
import { type CompiledQuery, compileQuery } from './compile-query.ts';
import type { QueryFrame } from './query-run.ts';

/**
 * What is compiled of the queries of valid documents, kept for as long as the documents are.
 * Strangers write documents: a query that unfolds into a great many fields is not compiled, and when
 * all that is kept has grown too large, it is begun anew.
 */
export interface QueryPlans {
  /** Null where a document has no query of that name, or asks for something else. */
  find(document: DocumentNode, operationName: string | undefined): QueryPlan | null;
}

export interface QueryPlan extends QueryFrame {
  /** Null where it is to be executed in the ordinary way. */
  compiled(variableValues: Readonly<Record<string, unknown>>): CompiledQuery | null;
}

/** Of one query; a field takes about a kilobyte. */
const fieldsMax = 1_000;
const fieldsOfAllMax = 100_000;
/** Operations of one document, and for each, values of the variables of `@skip` and `@include`. */
const entriesMax = 20;

export function createQueryPlans(schema: GraphQLSchema): QueryPlans {
  let kept = new WeakMap<DocumentNode, Map<string, QueryPlan | null>>();
  let fieldsOfAll = 0;

  function compile(
    frame: QueryFrame,
    variableValues: Readonly<Record<string, unknown>>,
  ): CompiledQuery | null {
    const compiled = compileQuery({ ...frame, variableValues, fieldsMax });
    fieldsOfAll += compiled?.fieldCount ?? 0;
    if (fieldsOfAll > fieldsOfAllMax) {
      kept = new WeakMap();
      fieldsOfAll = 0;
    }
    return compiled;
  }

  function planOf(document: DocumentNode, name: string | undefined): QueryPlan | null {
    const operation = getOperationAST(document, name);
    if (operation?.operation !== OperationTypeNode.QUERY) return null;
    const frame = { schema, operation, fragments: fragmentsOf(document) };
    const conditions = conditionsOf(document);
    const byConditions = new Map<string, CompiledQuery | null>();
    return {
      ...frame,
      compiled(variableValues) {
        const key = conditions.map((condition) => `${variableValues[condition]}`).join();
        let compiled = byConditions.get(key);
        if (compiled === undefined) {
          compiled = compile(frame, variableValues);
          makeRoom(byConditions);
          byConditions.set(key, compiled);
        }
        return compiled;
      },
    };
  }

  return {
    find(document, operationName) {
      let plans = kept.get(document);
      if (!plans) {
        plans = new Map();
        kept.set(document, plans);
      }
      const key = operationName === undefined ? '' : `named ${operationName}`;
      let plan = plans.get(key);
      if (plan === undefined) {
        plan = planOf(document, operationName);
        makeRoom(plans);
        plans.set(key, plan);
      }
      return plan;
    },
  };
}

function makeRoom(entries: Map<string, unknown>): void {
  if (entries.size >= entriesMax) entries.clear();
}

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}

/** The variables by which directives decide what is selected. */
function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(node: DirectiveNode) {
      for (const { value } of node.arguments ?? []) {
        if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      }
    },
  });
  return [...names];
}
