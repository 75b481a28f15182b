import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import type { Engine } from './engine/index.ts';
import type { Admit, Admitted, Answer, RanOperation, Streams } from './http/index.ts';
import {
  beginLife,
  type Life,
  type RefusalOptions,
  readBody,
  refusal,
  StreamEnd,
} from './http/index.ts';

/**
 * One request to the GraphQL endpoint. What is cheap to judge is judged first: whether there is
 * room, who asks and how often, how large the body is; then the operation runs against its
 * deadline.
 */
export interface GraphqlDoorOptions<Actor> {
  readonly engine: Engine<Actor>;
  readonly admit: Admit<Actor>;
  readonly streams: Streams;
  readonly clock: Clock;
  readonly log: Log;
  readonly bodyBytesMax: number;
  readonly deadlineMs: number;
  readonly requestsInHandMax: number;
  readonly isUnavailable: (error: unknown) => boolean;
}

/**
 * Ends what was begun for an answer that is not sent: a subscription whose form the client does not
 * accept is refused when it has begun.
 */
const allTold = new StreamEnd('The request is answered.');

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** The client's, judged by the trusted proxies. */
  readonly address: string;
  readonly noteOperation: (operation: RanOperation) => void;
}

export type GraphqlDoor = (visit: Visit) => Promise<Answer>;

type Refused = Pick<RefusalOptions, 'code' | 'message' | 'headers'>;

export function createGraphqlDoor<Actor>(options: GraphqlDoorOptions<Actor>): GraphqlDoor {
  const { admit, log, clock, bodyBytesMax, deadlineMs, requestsInHandMax } = options;
  let inHand = 0;

  async function run(visit: Visit, body: Buffer, caller: Admitted<Actor>): Promise<Answer> {
    const { response, requestId, address, noteOperation } = visit;
    const life = beginLife(clock, deadlineMs);
    if (response.destroyed) life.leave();
    response.once('close', () => response.writableFinished || life.leave());
    const { signal, outlive } = life;
    const { actor, isAuthenticated } = caller;
    const told = { address, requestId, log, signal, outlive, noteOperation };
    const facts = { actor, isAuthenticated, ...told };
    inHand += 1;
    const { method = 'GET', url = '/', headers } = visit.request;
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const asked = { method, url, headers, body: hasBody ? body : null };
    const executing = options.engine.answer(asked, facts);
    const settled = () => {
      inHand -= 1;
    };
    executing.then(settled, settled);
    const result = await Promise.race([executing, life.deadline]);
    life.answered();
    if (result === 'deadline') {
      const message = `The request took more than ${deadlineMs} ms.`;
      return refuse(visit, { code: 'DEADLINE_EXCEEDED', message });
    }
    if (!('text' in result)) return result;
    const stream = () => admitStream(result, visit, caller.callerKey, life);
    const answer = await answerOf(result, visit, stream);
    if (answer.status === 406) life.end(allTold);
    return answer;
  }

  function admitStream(result: Response, visit: Visit, callerKey: string, life: Life): Answer {
    const { status, headers, body } = result;
    if (!options.streams.hasRoomFor(callerKey)) {
      const message = 'Too many streams are open.';
      life.end(new StreamEnd(message));
      return refuse(visit, { code: 'UNAVAILABLE', message });
    }
    const close = options.streams.open(callerKey, life.end);
    visit.response.once('close', close);
    return { status, headers: Object.fromEntries(headers), body };
  }

  async function answer(visit: Visit): Promise<Answer> {
    const { request, address } = visit;
    if (inHand >= requestsInHandMax) {
      return refuse(visit, { code: 'UNAVAILABLE', message: 'The gateway is busy.' });
    }
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
      const message = 'The body is encoded in a way that is not read here.';
      return refuse(visit, { code: 'UNSUPPORTED_MEDIA_TYPE', message });
    }
    const admission = await admit(request.headers, address);
    if (admission.kind === 'refused') return refuse(visit, admission.refusal);
    const reading = await readBody(request, bodyBytesMax);
    if (reading.kind === 'cut-off') return { status: 400, headers: {}, body: null };
    if (reading.kind === 'too-large') {
      const message = `A body may hold at most ${bodyBytesMax} bytes.`;
      return refuse(visit, { code: 'BODY_TOO_LARGE', message, headers: { connection: 'close' } });
    }
    const given = await run(visit, reading.body, admission);
    return { ...given, headers: { ...admission.headers, ...given.headers } };
  }

  return async (visit) => {
    try {
      return await answer(visit);
    } catch (error) {
      if (!options.isUnavailable(error)) throw error;
      log.warn('request.unavailable', { requestId: visit.requestId, error });
      const message = 'The gateway cannot answer this just now.';
      return refuse(visit, { code: 'UNAVAILABLE', message });
    }
  };
}

function refuse({ request, requestId }: Visit, refused: Refused): Answer {
  return refusal({ ...refused, requestId, accept: request.headers.accept });
}

async function answerOf(result: Response, visit: Visit, stream: () => Answer): Promise<Answer> {
  const type = result.headers.get('content-type');
  if (type?.startsWith('text/event-stream') && result.body) return stream();
  const body = await result.text();
  if (body === '' && result.status >= 400) return refuse(visit, wordsFor(result.status));
  // It is sent whole, with its length, whatever it was made for.
  const headers = [...result.headers].filter(([name]) => !/^transfer-encoding$/i.test(name));
  return { status: result.status, headers: Object.fromEntries(headers), body };
}

/** Yoga refuses some requests without a word. */
function wordsFor(status: number): Refused {
  if (status === 415) {
    return { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'The content type is not one of GraphQL.' };
  }
  if (status === 406) {
    return { code: 'NOT_ACCEPTABLE', message: 'The answer has no form that the request accepts.' };
  }
  return { code: 'BAD_REQUEST', message: 'The request cannot be understood.' };
}
