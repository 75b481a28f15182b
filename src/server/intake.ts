import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '#std/clock';
import { faultOfText } from './engine/index.ts';
import type { Admit, Admitted, RefusalOptions, RequestLifetime } from './http/index.ts';
import { readBody, refusalOfBody, startRequestLifetime } from './http/index.ts';
import type { OperationSlot, OperationSlots, UnfinishedBytes } from './limits/index.ts';

/**
 * Takes requests in that will cost something. The cheap checks come first: whether the node has
 * room, who asks and how often, how large the body is, and whether it is text.
 */
export interface IntakeOptions {
  readonly slots: OperationSlots;
  readonly unfinished: UnfinishedBytes;
  readonly bodyBytesMax: number;
}

export interface Taken<Actor> {
  readonly kind: 'taken';
  readonly body: Buffer;
  readonly caller: Admitted<Actor>;
  readonly slot: OperationSlot;
}

export type Refused = Pick<RefusalOptions, 'code' | 'message' | 'headers'>;

export type Taking<Actor> =
  | Taken<Actor>
  | { readonly kind: 'refused'; readonly refused: Refused }
  /** The client left before its body was whole. */
  | { readonly kind: 'cut-off' };

export type Intake<Actor> = (
  request: IncomingMessage,
  address: string,
  admit: () => ReturnType<Admit<Actor>>,
) => Promise<Taking<Actor>>;

const tooManyInHand =
  'Too many requests of this caller have no answer yet, or one that it did not read.';

const textRefusals = {
  'other-charset': {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'A body is read as UTF-8 and in no other charset.',
  },
  'not-utf8': { code: 'BAD_REQUEST', message: 'The request is not UTF-8.' },
} as const;

export function createIntake<Actor>(options: IntakeOptions): Intake<Actor> {
  const { slots } = options;
  return async (request, address, admit) => {
    if (slots.isFull()) return refused('UNAVAILABLE', 'The gateway is busy.');
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
      const message = 'The body is encoded in a way that is not read here.';
      return refused('UNSUPPORTED_MEDIA_TYPE', message);
    }
    const admission = await admit();
    if (admission.kind === 'refused') return { kind: 'refused', refused: admission.refusal };
    const body = await readText(request, address, options);
    if (!Buffer.isBuffer(body)) return body;
    const slot = slots.take(admission.callerKey);
    if (!slot) return refused('RATE_LIMITED', tooManyInHand, { 'retry-after': '1' });
    return { kind: 'taken', body, caller: admission, slot };
  };
}

function refused(code: string, message: string, headers: Refused['headers'] = {}) {
  return { kind: 'refused', refused: { code, message, headers } } as const;
}

/** The body, or what is wrong with it or with the request's other text. */
async function readText(
  request: IncomingMessage,
  address: string,
  { unfinished, bodyBytesMax: bytesMax }: IntakeOptions,
): Promise<Buffer | Exclude<Taking<never>, { kind: 'taken' }>> {
  const { url = '', headers } = request;
  const reading = await readBody(request, { unfinished, address, bytesMax });
  if (reading.kind === 'cut-off') return reading;
  if (reading.kind !== 'body')
    return { kind: 'refused', refused: refusalOfBody(reading, bytesMax) };
  const { body } = reading;
  const fault = faultOfText({ url, headers, body });
  return fault ? { kind: 'refused', refused: textRefusals[fault] } : body;
}

/** The lifetime of a request that was taken in; it ends, and frees the slot, when its client leaves. */
export function beginRequest(
  response: ServerResponse,
  slot: OperationSlot,
  { clock, deadlineMs }: { readonly clock: Clock; readonly deadlineMs: number },
): RequestLifetime {
  const lifetime = startRequestLifetime(clock, deadlineMs);
  const closed = () => {
    slot.sent();
    if (!response.writableFinished) lifetime.clientLeft();
  };
  if (response.destroyed) closed();
  response.once('close', closed);
  return lifetime;
}
