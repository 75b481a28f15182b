import type { IncomingMessage, ServerResponse } from 'node:http';
import type { UnsentBytes } from '#server/limits';
import type { Clock } from '#std/clock';
import { networkOf } from '#std/network-of';
import type { AddressResolver } from './client-address.ts';
import {
  type HttpResponse,
  isStream,
  type SendProgress,
  sendHttpResponse,
} from './http-response.ts';
import { refusal } from './refusal.ts';

/** Sends answers within the bounds of what may wait for readers. */
export interface SenderOptions {
  readonly unsent: UnsentBytes;
  readonly addressOf: AddressResolver;
  readonly clock: Clock;
}

interface SendExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
}

type Headers = HttpResponse['headers'];

/** Shorter answers are sent without asking for room: their number is bounded elsewhere. */
const unitsAskedFor = 8_000;

export function createSender({ unsent, addressOf, clock }: SenderOptions) {
  function callerKeyOf({ callerKey }: HttpResponse, { request }: SendExchange): string {
    if (callerKey !== undefined) return callerKey;
    const { socket, headers } = request;
    return networkOf(addressOf(socket.remoteAddress, headers['x-forwarded-for']?.toString()));
  }

  /** The answer, or that there is no room for it while its caller has not read those before. */
  function keptAnswer(answer: HttpResponse, exchange: SendExchange): HttpResponse {
    const { body } = answer;
    if (body === null || isStream(body) || body.length <= unitsAskedFor) {
      return answer;
    }
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    if (unsent.hasRoomFor(callerKeyOf(answer, exchange), bytes.length)) {
      return { ...answer, body: bytes };
    }
    const { request, requestId } = exchange;
    const message = 'Answers that were sent before have not been read yet.';
    return refusal({ code: 'UNAVAILABLE', message, requestId, accept: request.headers.accept });
  }

  /**
   * `common`: the headers of any answer. Resolves when the last byte was handed over or the client
   * has left; with the status that was sent.
   */
  return async (answer: HttpResponse, common: Headers, exchange: SendExchange): Promise<number> => {
    const { request, response } = exchange;
    const onUnsent = (progress: SendProgress) =>
      unsent.watch(response, {
        door: answer.door ?? 'http',
        callerKey: callerKeyOf(answer, exchange),
        bytesLeft: () =>
          response.writableFinished || response.destroyed
            ? 0
            : response.writableLength + progress.bytesAhead,
        bytesTaken: () => progress.bytesTaken,
        ...(answer.door === 'export' ? { waitedMs: progress.waitedMs } : {}),
        cut: () => request.socket.destroy(),
      });
    const { status, headers, body } = keptAnswer(answer, exchange);
    const sent = { status, headers: { ...common, ...headers }, body };
    await sendHttpResponse(response, sent, { clock, onUnsent });
    return status;
  };
}
