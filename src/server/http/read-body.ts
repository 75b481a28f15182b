import type { IncomingMessage } from 'node:http';

export type BodyReading =
  | { readonly kind: 'body'; readonly body: Buffer }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'cut-off' };

/**
 * Reads a request's body into memory, and stops at the limit whatever length the request declared.
 * The rest of a body that is too large is not read; the connection is closed after the response.
 */
export function readBody(request: IncomingMessage, bodyBytesMax: number): Promise<BodyReading> {
  if (Number(request.headers['content-length'] ?? 0) > bodyBytesMax) {
    return Promise.resolve({ kind: 'too-large' });
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (reading: BodyReading) => {
      request.off('data', take).off('end', finish).off('close', cutOff).off('error', cutOff);
      // The body is settled; a later error of the connection must not be thrown as unhandled.
      request.on('error', () => {});
      resolve(reading);
    };
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bodyBytesMax) return void chunks.push(chunk);
      request.pause();
      settle({ kind: 'too-large' });
    };
    const finish = () => settle({ kind: 'body', body: Buffer.concat(chunks, bytes) });
    const cutOff = () => settle({ kind: 'cut-off' });
    request.on('data', take).on('end', finish).on('close', cutOff).on('error', cutOff);
  });
}
