import type { IncomingMessage } from 'node:http';
import type { Unfinished, UnfinishedBytes } from '#server/limits';
import type { RefusalOptions } from './refusal.ts';

export type BodyReading =
  | { readonly kind: 'body'; readonly body: Buffer }
  | { readonly kind: 'too-large' }
  /** It took too long, or others needed the room that it held. */
  | { readonly kind: 'too-slow' }
  | { readonly kind: 'cut-off' };

export interface BodyBounds {
  readonly bytesMax: number;
  /** Where a body counts that has not come whole. */
  readonly unfinished: UnfinishedBytes;
  /** The client's address, read through the trusted proxies. */
  readonly address: string;
}

/**
 * Reads a request's body into memory, and stops at the limit whatever length the request declared.
 * The rest of a body that is refused is not read; the connection is closed after the response.
 */
export function readBody(
  request: IncomingMessage,
  { bytesMax, unfinished, address }: BodyBounds,
): Promise<BodyReading> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) {
    return Promise.resolve({ kind: 'too-large' });
  }
  return new Promise((resolve) => {
    // One buffer, since a body of many small chunks would cost many times its bytes.
    let buffer: Buffer = Buffer.alloc(0);
    let bytes = 0;
    let coming: Unfinished | undefined;
    const settle = (reading: BodyReading) => {
      coming?.ended();
      request.off('data', take).off('end', finish).off('close', cutOff).off('error', cutOff);
      // The body is settled; a later error of the connection must not be thrown as unhandled.
      request.on('error', () => {});
      resolve(reading);
    };
    const refuse = (kind: 'too-large' | 'too-slow') => {
      request.pause();
      settle({ kind });
    };
    const take = (chunk: Buffer) => {
      const bytesThen = bytes + chunk.length;
      if (bytesThen > bytesMax) return refuse('too-large');
      if (bytesThen > buffer.length) buffer = grown(buffer, bytesThen, bytesMax);
      chunk.copy(buffer, bytes);
      bytes = bytesThen;
      return coming?.holds(buffer.length);
    };
    const finish = () => settle({ kind: 'body', body: buffer.subarray(0, bytes) });
    const cutOff = () => settle({ kind: 'cut-off' });
    request.on('data', take).on('end', finish).on('close', cutOff).on('error', cutOff);
    if (!request.complete) coming = unfinished.begin(address, () => refuse('too-slow'));
  });
}

/** Of at least so many bytes, and twice as large as before if it may be. */
function grown(buffer: Buffer, bytesMin: number, bytesMax: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.max(bytesMin, Math.min(2 * buffer.length, bytesMax)));
  buffer.copy(larger);
  return larger;
}

export type BodyRefusal = Pick<RefusalOptions, 'code' | 'message' | 'headers'>;

/** How a request is refused whose body was not read. */
export function refusalOfBody(
  { kind }: Exclude<BodyReading, { kind: 'body' }>,
  bytesMax: number,
): BodyRefusal {
  const headers = { connection: 'close' };
  if (kind === 'too-large') {
    const message = `A body may hold at most ${bytesMax} bytes.`;
    return { code: 'BODY_TOO_LARGE', message, headers };
  }
  return { code: 'DEADLINE_EXCEEDED', message: 'The body was too slow to come.', headers };
}
