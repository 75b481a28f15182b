import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  getOperationAST,
  Kind,
  visit,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';

/**
 * Executes a subscription once per event for all who ask alike. Subscribers of the same document,
 * operation and variables, with the same rights, are given the same answer to the same event: the
 * very same object, so that its text can be shared too. Where a subscription begins makes no
 * difference to what an event looks like, so the variable for `after` is left out of account.
 *
 * An event is the object that comes out of the field's stream; to be shared it must be the same
 * object for all. Each execution gets a context of its own, so that nothing that a context
 * remembers (loaded rows, say) outlives its event.
 */
export function shareExecution<Context extends object>(
  rightsOf: (context: Context) => string | null,
): Plugin {
  const nameOf = createNames();
  const answers = new WeakMap<object, Map<string, Answer>>();

  async function subscribe(args: ExecutionArgs): Promise<Stream | ExecutionResult> {
    const events = await createSourceEventStream(args);
    if (!isAsyncIterable<object>(events)) return events as ExecutionResult;
    const rights = rightsOf(args.contextValue as Context);
    if (rights === null) return mapped(events, (event) => answer(args, event));
    const key = `${rights} ${nameOf(args)}`;
    return mapped(events, (event) => {
      if (typeof event !== 'object') return answer(args, event);
      const known = answers.get(event) ?? new Map<string, Answer>();
      answers.set(event, known);
      const shared = known.get(key) ?? answer(args, event);
      known.set(key, shared);
      return shared;
    });
  }

  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(subscribe);
    },
  };
}

type Answer = ExecutionResult | Promise<ExecutionResult>;
type Stream = AsyncIterableIterator<ExecutionResult>;

/** Whoever leaves must not cancel what others wait for. */
const unending = new AbortController().signal;

function answer(args: ExecutionArgs, event: object): Answer {
  const contextValue = { ...(args.contextValue as object), signal: unending };
  return execute({ ...args, rootValue: event, contextValue });
}

/** No generator: one that waits for its source cannot be ended from outside. */
function mapped(events: AsyncIterable<object>, map: (event: object) => Answer): Stream {
  const iterator = events[Symbol.asyncIterator]();
  return {
    async next() {
      const step = await iterator.next();
      if (step.done) return { done: true, value: undefined };
      return { done: false, value: await map(step.value) };
    },
    async return() {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** The arguments that say where a subscription begins. */
const startArguments: ReadonlySet<string> = new Set(['after']);

/** Names what is asked: equal names, equal answers. */
function createNames(): (args: ExecutionArgs) => string {
  const numbers = new WeakMap<DocumentNode, number>();
  const startVariables = new WeakMap<DocumentNode, Map<string, ReadonlySet<string>>>();
  let lastNumber = 0;

  function numberOf(document: DocumentNode): number {
    const known = numbers.get(document);
    if (known) return known;
    lastNumber += 1;
    numbers.set(document, lastNumber);
    return lastNumber;
  }

  function startVariablesOf(document: DocumentNode, operationName: string): ReadonlySet<string> {
    const known = startVariables.get(document) ?? new Map<string, ReadonlySet<string>>();
    startVariables.set(document, known);
    const found = known.get(operationName) ?? findStartVariables(document, operationName);
    known.set(operationName, found);
    return found;
  }

  return ({ document, operationName, variableValues }) => {
    const name = operationName ?? '';
    const left = startVariablesOf(document, name);
    const others = Object.entries(variableValues ?? {}).filter(([variable]) => !left.has(variable));
    return `${numberOf(document)} ${name} ${JSON.stringify(others)}`;
  };
}

/** Variables that serve for nothing in the document but to say where the subscription begins. */
function findStartVariables(document: DocumentNode, operationName: string): ReadonlySet<string> {
  const operation = getOperationAST(document, operationName === '' ? undefined : operationName);
  const starts = new Set<string>();
  for (const selection of operation?.selectionSet.selections ?? []) {
    if (selection.kind !== Kind.FIELD) continue;
    for (const { name, value } of selection.arguments ?? []) {
      if (value.kind === Kind.VARIABLE && startArguments.has(name.value)) {
        starts.add(value.name.value);
      }
    }
  }
  const uses = new Map<string, number>();
  visit(document, {
    VariableDefinition: () => false,
    Variable({ name }) {
      uses.set(name.value, (uses.get(name.value) ?? 0) + 1);
    },
  });
  return new Set([...starts].filter((name) => uses.get(name) === 1));
}
