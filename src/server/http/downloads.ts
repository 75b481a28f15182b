import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createGzip } from 'node:zlib';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { networkOf } from '#std/network-of';
import type { Answer } from './answer.ts';
import { type RateLimiter, rateHeaders } from './rate-limiter.ts';
import { type RefusalOptions, refusal } from './refusal.ts';
import { beginLife } from './request-lifetime.ts';

/**
 * Files that are made while they are fetched, each under an address that holds its own proof. No
 * more of one is held than its reader takes; a reader that leaves, or is too slow, ends its making.
 */
export interface Downloads {
  /** Before the token in the address, like `/files/`. */
  readonly path: string;
  open(token: string, facts: DownloadFacts): Promise<DownloadOpening>;
}

export interface DownloadFacts {
  /** The client's, judged by the trusted proxies. */
  readonly address: string;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

export type DownloadOpening =
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly mediaType: string;
      readonly chunks: AsyncIterable<string>;
    }
  | { readonly kind: 'refused'; readonly reason: 'unknown' | 'expired' };

export interface DownloadLimits {
  /** At once on this node. */
  readonly downloadsMax: number;
  /** For one, from its first byte to its last. */
  readonly downloadMsMax: number;
}

export interface DownloadDoorOptions extends DownloadLimits {
  readonly downloads: Downloads;
  /** Shared with other requests without a credential in their headers. */
  readonly perAddress: RateLimiter;
  readonly isUnavailable: (error: unknown) => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

interface DownloadVisit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly token: string;
  readonly address: string;
}

export type DownloadDoor = (visit: DownloadVisit) => Promise<Answer>;

const openingRefusals = {
  unknown: { code: 'NOT_FOUND_PATH', message: 'Nothing is here.' },
  expired: { code: 'ADDRESS_EXPIRED', message: 'This address is no longer good.' },
} as const;

export function createDownloadDoor(options: DownloadDoorOptions): DownloadDoor {
  const { downloads, perAddress, clock, log, downloadsMax, downloadMsMax } = options;
  let underWay = 0;

  async function open(visit: DownloadVisit): Promise<Answer> {
    const { request, response, requestId, token, address } = visit;
    const life = beginLife(clock, downloadMsMax);
    const startMs = clock.monotonicMs();
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
      life.answered();
      const { writableFinished: isWhole } = response;
      if (!isWhole) life.leave();
      const durationMs = Math.round(clock.monotonicMs() - startMs);
      log.info('download.ended', { requestId, isWhole, durationMs });
    });
    void life.deadline.then(() => response.destroy());
    const opening = await downloads.open(token, { address, signal: life.signal });
    if (opening.kind === 'refused') return refuse(visit, openingRefusals[opening.reason]);
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
    };
  }

  return async (visit) => {
    if (visit.request.method !== 'GET') {
      const message = 'A file is fetched with GET.';
      return refuse(visit, { code: 'METHOD_NOT_ALLOWED', message, headers: { allow: 'GET' } });
    }
    const decision = perAddress.take(networkOf(visit.address));
    if (!decision.isAllowed) {
      const message = 'Too many requests in a short time.';
      return refuse(visit, { code: 'RATE_LIMITED', message, headers: rateHeaders(decision) });
    }
    if (underWay >= downloadsMax) {
      const message = 'Too many files are being fetched.';
      return refuse(visit, { code: 'UNAVAILABLE', message });
    }
    try {
      return await open(visit);
    } catch (error) {
      if (!options.isUnavailable(error)) throw error;
      log.warn('request.unavailable', { requestId: visit.requestId, error });
      const message = 'The gateway cannot answer this just now.';
      return refuse(visit, { code: 'UNAVAILABLE', message });
    }
  };
}

type Refused = Pick<RefusalOptions, 'code' | 'message' | 'headers'>;

function refuse({ request, requestId }: DownloadVisit, refused: Refused): Answer {
  return refusal({ ...refused, requestId, accept: request.headers.accept });
}

function acceptsGzip(acceptEncoding: string | string[] | undefined): boolean {
  return /(?:^|,)\s*(?:gzip|\*)\s*(?:$|,|;\s*q=(?!0(?:\.0*)?\s*(?:$|,)))/i.test(
    `${acceptEncoding ?? ''}`,
  );
}

function bytesOf(chunks: AsyncIterable<string>, isZipped: boolean) {
  const plain = Readable.from(bytesOfEach(chunks), { objectMode: false });
  // What fails is told by the last of the two, to whoever reads it.
  const last = isZipped ? pipeline(plain, createGzip(), () => {}) : plain;
  return Readable.toWeb(last) as ReadableStream<Uint8Array> as Answer['body'];
}

async function* bytesOfEach(chunks: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}
