import { createGateway, type GlucoseEvent } from 'glucose-gateway-client';
import { onTestFinished, vi } from 'vitest';

type Sample = NonNullable<GlucoseEvent['samples']>[number];
interface Question {
  readonly name: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly authorization: string | undefined;
}
export type Script = (question: Question) => unknown;

export const minuteMs = 60_000;
/** How long a message of the socket is on its way. */
const wayMs = 20;

export const refusal = {
  errors: [{ message: 'No.', extensions: { code: 'UNAUTHENTICATED' } }],
};

/**
 * A client whose requests and socket a test answers word by word, on a clock that the test moves:
 * for the order in which answers, events and ends meet. `test/client/watch.test.ts` tries the same
 * client on a real gateway.
 */
export function startScriptedGateway({
  skewMs = 0,
  token = (): Promise<string> | string => 'token',
} = {}) {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'Date', 'performance'],
  });
  onTestFinished(() => void vi.useRealTimers());
  const nowMs = () => Date.now() - skewMs;
  const questions: Question[] = [];
  const network = { isBlocked: false, cursorCount: 0 };
  const sockets = new Set<ScriptedSocket>();
  let script: Script = () => ({ data: { user: null } });

  class ScriptedSocket extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readonly protocol = 'graphql-transport-ws';
    readyState = 0;
    onopen = () => {};
    onmessage: ((message: { data: string }) => void) | null = null;
    onclose: ((event: { code: number; reason: string }) => void) | null = null;
    onerror: unknown = null;
    readonly subscriptions = new Map<string, string>();

    constructor() {
      super();
      queueMicrotask(() => {
        if (network.isBlocked) return this.close(1006);
        this.readyState = 1;
        sockets.add(this);
        this.onopen();
      });
    }

    send(text: string): void {
      const { id, type, payload } = JSON.parse(text);
      const greeting = { cursor: `c${network.cursorCount}`, now: new Date(nowMs()).toISOString() };
      if (type === 'connection_init') this.say({ type: 'connection_ack', payload: greeting });
      if (type === 'ping') this.say({ type: 'pong', payload: greeting });
      if (type === 'subscribe') this.subscriptions.set(id, payload.query);
      if (type === 'complete') this.subscriptions.delete(id);
    }

    say(message: object): void {
      setTimeout(() => this.onmessage?.({ data: JSON.stringify(message) }), wayMs);
    }

    close(code = 1000): void {
      if (this.readyState === 3) return;
      this.readyState = 3;
      sockets.delete(this);
      queueMicrotask(() => this.onclose?.({ code, reason: '' }));
    }
  }

  const gateway = createGateway({
    url: 'https://gateway.example/graphql',
    token,
    webSocket: ScriptedSocket,
    fetch: async (_url, init) => {
      const { query, variables } = JSON.parse(String(init?.body));
      const headers = init?.headers as Record<string, string>;
      const name = /query (\w+)/.exec(query)?.[1] ?? '';
      const question = { name, variables, authorization: headers.authorization };
      questions.push(question);
      const answer = await script(question);
      return new Response(JSON.stringify(answer));
    },
  });
  onTestFinished(() => gateway.close());

  return {
    gateway,
    network,
    questions,
    nowMs,
    names: () => questions.map(({ name }) => name),
    answer(next: Script) {
      script = next;
    },
    timerCount: () => vi.getTimerCount(),
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
    tell(type: GlucoseEvent['type'], ...samples: Sample[]) {
      network.cursorCount += 1;
      const cursor = `c${network.cursorCount}`;
      const appendedAt = new Date(nowMs()).toISOString();
      const glucoseEvents = { id: cursor, cursor, type, appendedAt, userId: 'u', samples };
      toSubscriptions((id) => ({ id, type: 'next', payload: { data: { glucoseEvents } } }));
    },
    /** The log no longer goes back to where anybody stands. */
    loseCursors() {
      const extensions = { code: 'CURSOR_TOO_OLD' };
      toSubscriptions((id) => ({ id, type: 'error', payload: [{ message: 'No.', extensions }] }));
    },
    sample: (takenAtMs: number, valueMgDl: number, revision = 1) =>
      ({
        takenAt: new Date(takenAtMs).toISOString(),
        valueMgDl,
        trend: 'FLAT',
        revision,
      }) as Sample,
  };

  function toSubscriptions(messageOf: (id: string) => object): void {
    for (const socket of sockets)
      for (const [id, query] of socket.subscriptions)
        if (query.includes('glucoseEvents')) socket.say(messageOf(id));
  }
}
