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
import { LRUCache } from 'lru-cache';

/**
 * Executes a subscription once per event for a whole group of subscribers. Subscribers of the same
 * document, operation and variables, with the same rights, form a group. To one event they are all
 * given the same result, as one object, so that its JSON text can be shared too. The variable for
 * `after` may differ, since where a subscription begins changes nothing about what an event looks
 * like.
 *
 * An event is the object that the field's stream gives; it is shared only if the streams of all
 * subscribers give the same object. Each execution gets a context of its own, so that what a context
 * keeps (loaded rows, say) does not outlive the event; and a waiting subscription keeps only the
 * facts from which the contexts of its next events are made.
 */
export interface SharingOptions<Context extends object, Facts> {
  readonly rightsOf: (context: Context) => string | null;
  readonly factsOf: (context: Context) => Facts;
  /** A context for one event; it goes on when a subscriber leaves. */
  readonly contextOfEvent: (facts: Facts) => object;
  /** What is to be told of each result and the event that it is of; null for a context without. */
  readonly noterOf: (context: Context) => NoteResult | null;
  /** About how many characters a result of this event has. */
  readonly sizeOf: (event: object) => number;
  /** Runs the execution of one event, or has it wait for its turn. */
  readonly run: (args: ExecutionArgs, facts: Facts, work: () => Result) => Result;
}

/**
 * How many results are kept for the others of their groups, and of how many characters. They are
 * taken within moments; who comes for one later has it executed again. An event stays in memory for
 * an hour, so results that stayed with it would pile up with each group that comes and goes.
 */
const sharedResultsMax = 4_096;
const sharedCharsMax = 8_000_000;

type NoteResult = (result: ExecutionResult, event: object) => void;

export function shareExecutions<Context extends object, Facts>(
  options: SharingOptions<Context, Facts>,
): Plugin {
  const { rightsOf, factsOf, contextOfEvent, noterOf, sizeOf, run } = options;
  const nameOf = createNames();
  const groups = new Map<string, Group<Facts>>();
  const groupNumber = createNumbers<Group<Facts>>();
  const eventNumber = createNumbers<object>();
  const results = new LRUCache<string, Result>({ max: sharedResultsMax, maxSize: sharedCharsMax });

  /** A group executes with the arguments of its first member. */
  function join(args: ExecutionArgs): Group<Facts> {
    const context = args.contextValue as Context;
    const rights = rightsOf(context);
    const { schema, document, operationName, variableValues } = args;
    const operation = { schema, document, operationName, variableValues };
    const facts = factsOf(context);
    if (rights === null) return { key: null, operation, facts, memberCount: 1 };
    const key = `${rights} ${nameOf(args)}`;
    const group = groups.get(key) ?? { key, operation, facts, memberCount: 0 };
    groups.set(key, group);
    group.memberCount += 1;
    return group;
  }

  function leave(group: Group<Facts>): void {
    group.memberCount -= 1;
    if (group.memberCount === 0 && group.key !== null) groups.delete(group.key);
  }

  function executeFor({ operation, facts }: Group<Facts>, event: object): Result {
    return run(operation, facts, () =>
      execute({ ...operation, rootValue: event, contextValue: contextOfEvent(facts) }),
    );
  }

  function sharedResult(group: Group<Facts>, event: object): Result {
    if (group.key === null || typeof event !== 'object') return executeFor(group, event);
    const key = `${groupNumber(group)} ${eventNumber(event)}`;
    const known = results.get(key);
    if (known) return known;
    const result = executeFor(group, event);
    // A group of one shares with nobody.
    if (group.memberCount > 1) results.set(key, result, { size: Math.max(1, sizeOf(event)) });
    return result;
  }

  async function subscribe(args: ExecutionArgs): Promise<Stream | ExecutionResult> {
    const events = await createSourceEventStream(args);
    if (!isAsyncIterable<object>(events)) return events as ExecutionResult;
    const group = join(args);
    return new ResultStream(
      events,
      (event) => sharedResult(group, event),
      noterOf(args.contextValue as Context),
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
  /** Null for a single subscriber that shares with nobody. */
  readonly key: string | null;
  readonly operation: ExecutionArgs;
  readonly facts: Facts;
  memberCount: number;
}

type Result = ExecutionResult | Promise<ExecutionResult>;
type Stream = AsyncIterableIterator<ExecutionResult>;

/**
 * The results of one subscription. Not an async generator: while one waits for its source it cannot
 * be ended from outside. A class whose `next` is not async, since thousands of them wait at a time
 * and each closure and promise is memory.
 */
class ResultStream implements Stream {
  readonly #events: AsyncIterator<object>;
  readonly #execute: (event: object) => Result;
  readonly #noteResult: NoteResult | null;
  #onEnd: (() => void) | undefined;

  constructor(
    events: AsyncIterable<object>,
    executeFor: (event: object) => Result,
    noteResult: NoteResult | null,
    onEnd: () => void,
  ) {
    this.#events = events[Symbol.asyncIterator]();
    this.#execute = executeFor;
    this.#noteResult = noteResult;
    this.#onEnd = onEnd;
  }

  next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    return this.#events.next().then<IteratorResult<ExecutionResult, undefined>>(
      (step) => (step.done ? this.#end() : this.#resultOf(step.value)),
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

  async #resultOf(event: object): Promise<IteratorYieldResult<ExecutionResult>> {
    try {
      const value = await this.#execute(event);
      this.#noteResult?.(value, event);
      return { done: false, value };
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

/** Gives equal names to subscriptions of equal results. */
function createNames(): (args: ExecutionArgs) => string {
  const numberOf = createNumbers<DocumentNode>();
  const startVariables = new WeakMap<DocumentNode, Map<string, ReadonlySet<string>>>();

  function startVariablesOf(document: DocumentNode, operationName: string): ReadonlySet<string> {
    const known = startVariables.get(document) ?? new Map<string, ReadonlySet<string>>();
    startVariables.set(document, known);
    const found = known.get(operationName) ?? findStartVariables(document, operationName);
    known.set(operationName, found);
    return found;
  }

  return ({ document, operationName, variableValues }) => {
    const name = operationName ?? '';
    const starts = startVariablesOf(document, name);
    const others = Object.entries(variableValues ?? {}).filter(
      ([variable]) => !starts.has(variable),
    );
    return `${numberOf(document)} ${name} ${JSON.stringify(others)}`;
  };
}

/** Numbers objects as they come, from 1. */
function createNumbers<Key extends object>(): (key: Key) => number {
  const numbers = new WeakMap<Key, number>();
  let lastNumber = 0;
  return (key) => {
    const known = numbers.get(key);
    if (known) return known;
    lastNumber += 1;
    numbers.set(key, lastNumber);
    return lastNumber;
  };
}

/** Variables that the document uses only to say where the subscription begins. */
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
