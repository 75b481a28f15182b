import { judgeEnd } from './judge-end.ts';
import { retryDelayMs } from './pauses.ts';
import { callAfter, reportUncaught } from './platform.ts';
import type { SocketLimits } from './socket-limits.ts';
import type { Greeting, SocketListener, Sockets } from './sockets.ts';
import {
  nextWatchState,
  type WatchEnd,
  type WatchHappening,
  type WatchState,
} from './watch-state.ts';

export interface WatchOptions<Event> {
  /** The cursor of the last event that is known: what came after it is brought first. */
  readonly after?: string | null | undefined;
  /** Called for each event, in order, each once. */
  readonly onEvent?: ((event: Event) => void) | undefined;
  /** Called for each change, and first for the state that there is at the beginning. */
  readonly onState?: ((state: WatchState) => void) | undefined;
}

/** Events as they happen, from now or from a cursor on, however often the way is lost. */
export interface Watch {
  readonly state: WatchState;
  /** Of the last event that was handed out, to go on from in another run; null before the first. */
  readonly cursor: string | null;
  stop(): void;
}

/** What every watched event has. */
export interface WatchedEvent {
  readonly cursor: string;
  readonly appendedAt: string;
}

export interface WatchParts {
  readonly sockets: Sockets;
  readonly limits: SocketLimits;
  /** How to stop each watch that has not ended. */
  readonly stops: Set<() => void>;
}

export interface WatchRequest<Event extends WatchedEvent> extends WatchOptions<Event> {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly eventOf: (data: Readonly<Record<string, unknown>>) => Event;
  /** Whether the log holds an event of this watch after the cursor. */
  readonly hasMore: (after: string) => Promise<boolean>;
}

/**
 * An event that was written after the socket was let in says that all that was missed has come.
 * Where none comes for so long, the log is asked.
 */
const quietMs = 1_000;

export function startWatch<Event extends WatchedEvent>(
  parts: WatchParts,
  request: WatchRequest<Event>,
): Watch {
  return new RunningWatch(parts, request);
}

class RunningWatch<Event extends WatchedEvent> implements Watch, SocketListener {
  readonly #parts: WatchParts;
  readonly #request: WatchRequest<Event>;
  readonly #stopListening: () => void;
  #state: WatchState = { name: 'connecting', problem: null };
  #cursor: string | null;
  /** Where it goes on from: where it began, and then the last event. Null while that is not known. */
  #from: string | null;
  /** By the gateway's clock: what was written since then was not missed. */
  #letInAtMs: number | null = null;
  #failureCount = 0;
  /** Null while it waits for its next try. */
  #unsubscribe: (() => void) | null = null;
  #cancelQuiet = () => {};
  #cancelRetry = () => {};

  constructor(parts: WatchParts, request: WatchRequest<Event>) {
    this.#parts = parts;
    this.#request = request;
    this.#cursor = request.after ?? null;
    this.#from = this.#cursor;
    parts.stops.add(this.stop);
    this.#stopListening = parts.sockets.listen(this);
    hand(request.onState, this.#state);
    this.#begin();
  }

  get state(): WatchState {
    return this.#state;
  }

  get cursor(): string | null {
    return this.#cursor;
  }

  readonly stop = (): void => {
    if (this.#state.name !== 'ended') this.#finish({ reason: 'stopped', error: null });
  };

  up(greeting: Greeting): void {
    if (this.#unsubscribe) this.#letIn(greeting);
  }

  down(problem: unknown): void {
    this.#cancelQuiet();
    this.#happen('lost', problem);
  }

  #happen(happening: WatchHappening, problem: unknown = null, end?: WatchEnd): void {
    const name = nextWatchState[this.#state.name][happening];
    if (name === this.#state.name && (name === 'live' || name === 'ended')) return;
    if (name === 'ended') this.#state = { name, ...(end as WatchEnd) };
    else this.#state = name === 'live' ? { name } : { name, problem };
    hand(this.#request.onState, this.#state);
  }

  #letIn(greeting: Greeting): void {
    const missesNothing = this.#from === null || this.#from === greeting.cursor;
    this.#letInAtMs = greeting.nowMs;
    this.#from ??= greeting.cursor;
    this.#happen(missesNothing ? 'let in' : 'resumed');
    if (!missesNothing) this.#waitForQuiet();
  }

  #waitForQuiet(): void {
    this.#cancelQuiet();
    this.#cancelQuiet = callAfter(quietMs, () => void this.#askWhetherCaughtUp());
  }

  async #askWhetherCaughtUp(): Promise<void> {
    const asked = this.#from;
    const subscribed = this.#unsubscribe;
    const hasMore = asked === null || (await this.#request.hasMore(asked));
    const isMeant = this.#state.name === 'behind' && subscribed === this.#unsubscribe;
    if (!isMeant || subscribed === null) return;
    if (hasMore || asked !== this.#from) this.#waitForQuiet();
    else this.#happen('caught up');
  }

  #take(event: Event): void {
    this.#failureCount = 0;
    this.#cursor = event.cursor;
    this.#from = event.cursor;
    hand(this.#request.onEvent, event);
    if (this.#state.name !== 'behind') return;
    if (this.#letInAtMs === null || Date.parse(event.appendedAt) < this.#letInAtMs) {
      this.#waitForQuiet();
    } else {
      this.#cancelQuiet();
      this.#happen('caught up');
    }
  }

  /** Where a socket is open already, it first asks where the log stands, to know what it misses. */
  #begin(): void {
    const { sockets } = this.#parts;
    if (!sockets.isUp()) {
      this.#subscribe();
      return;
    }
    void sockets.place().then((greeting) => {
      if (this.#state.name === 'ended') return;
      if (greeting) this.#letIn(greeting);
      this.#subscribe();
    });
  }

  #subscribe(): void {
    const { query, variables, eventOf } = this.#request;
    let isOver = false;
    const whileOpen = (handle: () => void) => {
      if (!isOver) handle();
    };
    const leave = this.#parts.sockets.subscribe<Record<string, unknown>>(
      { query, variables: { ...variables, after: this.#from } },
      {
        next: ({ data, errors }) =>
          whileOpen(() => {
            // An event that cannot be shown whole is asked for again, and never passed over.
            if (data && !errors) this.#take(eventOf(data));
            else this.#fail(errors ?? []);
          }),
        error: (cause) => whileOpen(() => this.#fail(cause)),
        complete: () => whileOpen(() => this.#fail(undefined)),
      },
    );
    this.#unsubscribe = () => {
      isOver = true;
      leave();
    };
  }

  #fail(cause: unknown): void {
    const { reason, error } = judgeEnd(cause);
    if (reason === null) this.#retry(error);
    else this.#finish({ reason, error });
  }

  /** Asks for the same again from where it stands, after a while. */
  #retry(problem: unknown): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.down(problem);
    const delayMs = retryDelayMs(this.#parts.limits.retryMs, this.#failureCount);
    this.#failureCount += 1;
    this.#cancelRetry = callAfter(delayMs, () => this.#begin());
  }

  #finish(end: WatchEnd): void {
    this.#parts.stops.delete(this.stop);
    this.#stopListening();
    this.#cancelQuiet();
    this.#cancelRetry();
    this.#unsubscribe?.();
    this.#happen('ended', null, end);
  }
}

function hand<Value>(callback: ((value: Value) => void) | undefined, value: Value): void {
  try {
    callback?.(value);
  } catch (error) {
    reportUncaught(error);
  }
}
