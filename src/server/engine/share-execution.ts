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
 * remembers (loaded rows, say) outlives its event; and a subscription that waits keeps of its own
 * context only what the next ones are made of.
 */
export interface SharingOptions<Context extends object, Facts> {
  readonly rightsOf: (context: Context) => string | null;
  readonly factsOf: (context: Context) => Facts;
  /** A context for one event; nobody's leaving ends it. */
  readonly contextOfEvent: (facts: Facts) => object;
}

export function shareExecution<Context extends object, Facts>(
  options: SharingOptions<Context, Facts>,
): Plugin {
  const { rightsOf, factsOf, contextOfEvent } = options;
  const nameOf = createNames();
  const groups = new Map<string, Group<Facts>>();
  const answers = new WeakMap<object, Map<Group<Facts>, Answer>>();

  /** Of all who ask alike, the first one's question is kept. */
  function join(args: ExecutionArgs): Group<Facts> {
    const context = args.contextValue as Context;
    const rights = rightsOf(context);
    const { schema, document, operationName, variableValues } = args;
    const question = { schema, document, operationName, variableValues };
    const facts = factsOf(context);
    if (rights === null) return { key: null, question, facts, memberCount: 1 };
    const key = `${rights} ${nameOf(args)}`;
    const group = groups.get(key) ?? { key, question, facts, memberCount: 0 };
    groups.set(key, group);
    group.memberCount += 1;
    return group;
  }

  function leave(group: Group<Facts>): void {
    group.memberCount -= 1;
    if (group.memberCount === 0 && group.key !== null) groups.delete(group.key);
  }

  function answer({ question, facts }: Group<Facts>, event: object): Answer {
    return execute({ ...question, rootValue: event, contextValue: contextOfEvent(facts) });
  }

  function sharedAnswer(group: Group<Facts>, event: object): Answer {
    if (group.key === null || typeof event !== 'object') return answer(group, event);
    const known = answers.get(event) ?? new Map<Group<Facts>, Answer>();
    answers.set(event, known);
    const shared = known.get(group) ?? answer(group, event);
    known.set(group, shared);
    return shared;
  }

  async function subscribe(args: ExecutionArgs): Promise<Stream | ExecutionResult> {
    const events = await createSourceEventStream(args);
    if (!isAsyncIterable<object>(events)) return events as ExecutionResult;
    const group = join(args);
    return new AnswerStream(
      events,
      (event) => sharedAnswer(group, event),
      () => leave(group),
    );
  }

  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(subscribe);
    },
  };
}

interface Group<Facts> {
  /** Null for one that shares with nobody. */
  readonly key: string | null;
  readonly question: ExecutionArgs;
  readonly facts: Facts;
  memberCount: number;
}

type Answer = ExecutionResult | Promise<ExecutionResult>;
type Stream = AsyncIterableIterator<ExecutionResult>;

/**
 * No generator: one that waits for its source cannot be ended from outside. A class, and no async
 * step, since there are many and all of them wait.
 */
class AnswerStream implements Stream {
  readonly #events: AsyncIterator<object>;
  readonly #answer: (event: object) => Answer;
  #onEnd: (() => void) | undefined;

  constructor(events: AsyncIterable<object>, answer: (event: object) => Answer, onEnd: () => void) {
    this.#events = events[Symbol.asyncIterator]();
    this.#answer = answer;
    this.#onEnd = onEnd;
  }

  next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    return this.#events.next().then<IteratorResult<ExecutionResult, undefined>>(
      (step) => (step.done ? this.#end() : this.#answerTo(step.value)),
      (error) => {
        this.#end();
        throw error;
      },
    );
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.#end();
    await this.#events.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #answerTo(event: object): Promise<IteratorYieldResult<ExecutionResult>> {
    try {
      return { done: false, value: await this.#answer(event) };
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  #end(): IteratorReturnResult<undefined> {
    this.#onEnd?.();
    this.#onEnd = undefined;
    return { done: true, value: undefined };
  }
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
