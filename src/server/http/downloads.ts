import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createGzip } from 'node:zlib';
import type { NetworkLimiter } from '#server/limits';
import { rateHeaders } from '#server/limits';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import type { HttpResponse } from './http-response.ts';
import { type RefusalOptions, refusal } from './refusal.ts';
import { startRequestLifetime } from './request-lifetime.ts';

/**
 * Files that are generated while they are fetched, each behind an address that holds a token. Only
 * as much is generated as the client reads; a client that leaves or is too slow ends the file.
 */
export interface Downloads {
  /** The path before the token, like `/files/`. */
  readonly path: string;
  open(token: string, facts: DownloadFacts): Promise<DownloadOpening>;
}

export interface DownloadFacts {
  /** The client's address, read through the trusted proxies. */
  readonly address: string;
  /** Aborted when the client has left or the time is up. */
  readonly signal: AbortSignal;
  /** Takes a place of the owner's; false when all are taken. To be called before all work. */
  takePlace(ownerKey: string): boolean;
}

export type DownloadOpening =
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly mediaType: string;
      readonly chunks: AsyncIterable<string>;
    }
  | { readonly kind: 'refused'; readonly reason: 'unknown' | 'expired' | 'busy' };

export interface DownloadLimits {
  /** Downloads at the same time on this node. */
  readonly downloadsMax: number;
  /** Of those, of one owner. */
  readonly downloadsPerOwnerMax: number;
  /** The longest time that one download may take. */
  readonly downloadMsMax: number;
}

export interface DownloadHandlerOptions extends DownloadLimits {
  readonly downloads: Downloads;
  /** The rate limit that all requests without a credential share. */
  readonly perAddress: NetworkLimiter;
  readonly isUnavailable: (error: unknown) => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

interface DownloadExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly token: string;
  readonly address: string;
}

export type DownloadHandler = (exchange: DownloadExchange) => Promise<HttpResponse>;

const openingRefusals = {
  unknown: { code: 'NOT_FOUND_PATH', message: 'Nothing is here.' },
  expired: { code: 'ADDRESS_EXPIRED', message: 'This address is no longer good.' },
  busy: {
    code: 'UNAVAILABLE',
    message: 'Too many files are being fetched, of this team or of all.',
  },
} as const;

export function createDownloadHandler(options: DownloadHandlerOptions): DownloadHandler {
  const { downloads, perAddress, clock, log } = options;
  const { downloadsMax, downloadsPerOwnerMax, downloadMsMax } = options;
  const ofOwners = new Map<string, number>();
  let inFlight = 0;

  /** Only whoever shows a good address takes a place, or strangers could take them all. */
  function takePlace(ownerKey: string): boolean {
    const count = ofOwners.get(ownerKey) ?? 0;
    if (inFlight >= downloadsMax || count >= downloadsPerOwnerMax) return false;
    inFlight += 1;
    ofOwners.set(ownerKey, count + 1);
    return true;
  }

  function leavePlace(ownerKey: string): void {
    inFlight -= 1;
    const left = (ofOwners.get(ownerKey) ?? 1) - 1;
    if (left === 0) ofOwners.delete(ownerKey);
    else ofOwners.set(ownerKey, left);
  }

  async function open(exchange: DownloadExchange): Promise<HttpResponse> {
    const { request, response, requestId, token, address } = exchange;
    const lifetime = startRequestLifetime(clock, downloadMsMax);
    const startMs = clock.monotonicMs();
    let owner: string | undefined;
    response.once('close', () => {
      if (owner !== undefined) leavePlace(owner);
      lifetime.answered();
      const { writableFinished: isWhole } = response;
      if (!isWhole) lifetime.clientLeft();
      const durationMs = Math.round(clock.monotonicMs() - startMs);
      log.info('download.ended', { requestId, isWhole, durationMs });
    });
    void lifetime.deadline.then(() => response.destroy());
    const opening = await downloads.open(token, {
      address,
      signal: lifetime.signal,
      takePlace(ownerKey) {
        // Whoever has left leaves no place any more.
        const isTaken = !response.destroyed && takePlace(ownerKey);
        if (isTaken) owner = ownerKey;
        return isTaken;
      },
    });
    if (opening.kind === 'refused') return refuseOpening(exchange, opening.reason);
    const isZipped = acceptsGzip(request.headers['accept-encoding']);
    return {
      status: 200,
      headers: {
        'content-type': opening.mediaType,
        'content-disposition': `attachment; filename="${opening.name}"`,
        'referrer-policy': 'no-referrer',
        vary: 'accept-encoding',
        ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
      },
      body: bytesOf(opening.chunks, isZipped),
      door: 'export',
      ...(owner === undefined ? {} : { callerKey: owner }),
    };
  }

  /** Who shows a good address is not counted, whatever else comes from where it is shown. */
  function refuseOpening(exchange: DownloadExchange, reason: keyof typeof openingRefusals) {
    const decision = reason === 'busy' ? null : perAddress.take(exchange.address);
    if (!decision || decision.isAllowed) return refuse(exchange, openingRefusals[reason]);
    const message = 'Too many requests in a short time.';
    return refuse(exchange, { code: 'RATE_LIMITED', message, headers: rateHeaders(decision) });
  }

  return async (exchange) => {
    if (exchange.request.method !== 'GET') {
      const message = 'A file is fetched with GET.';
      return refuse(exchange, { code: 'METHOD_NOT_ALLOWED', message, headers: { allow: 'GET' } });
    }
    try {
      return await open(exchange);
    } catch (error) {
      if (!options.isUnavailable(error)) throw error;
      log.warn('request.unavailable', { requestId: exchange.requestId, error });
      const message = 'The gateway cannot answer this just now.';
      return refuse(exchange, { code: 'UNAVAILABLE', message });
    }
  };
}

type Refused = Pick<RefusalOptions, 'code' | 'message' | 'headers'>;

function refuse({ request, requestId }: DownloadExchange, refused: Refused): HttpResponse {
  return refusal({ ...refused, requestId, accept: request.headers.accept });
}

function acceptsGzip(acceptEncoding: string | string[] | undefined): boolean {
  return /(?:^|,)\s*(?:gzip|\*)\s*(?:$|,|;\s*q=(?!0(?:\.0*)?\s*(?:$|,)))/i.test(
    `${acceptEncoding ?? ''}`,
  );
}

function bytesOf(chunks: AsyncIterable<string>, isZipped: boolean) {
  const plain = Readable.from(bytesOfEach(chunks), { objectMode: false });
  // An error of either reaches the reader through the last one, so the callback has no work.
  const last = isZipped ? pipeline(plain, createGzip(), () => {}) : plain;
  return Readable.toWeb(last) as ReadableStream<Uint8Array> as HttpResponse['body'];
}

async function* bytesOfEach(chunks: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}
