import type { IncomingMessage } from 'node:http';
import { type HttpResponse, refusal } from '#server/http';
import {
  type NetworkLimiter,
  type RateDecision,
  type RateLimiter,
  rateHeaders,
} from '#server/limits';
import type { PageBodies, PageFile, Pages } from './page-file.ts';

interface PageVisit {
  readonly request: IncomingMessage;
  readonly path: string;
  readonly requestId: string;
  readonly address: string;
}

export interface PageHandler {
  /** The root under which a path lies; null where no files are there. */
  rootOf(path: string): string | null;
  answer(visit: PageVisit): Promise<HttpResponse>;
}

export interface PageHandlerOptions {
  readonly pages: Pages;
  readonly perAddress: NetworkLimiter;
  /** Of pages that are counted by what they are of. */
  readonly perPage: RateLimiter;
}

const yearSeconds = 31_536_000;

export function createPageHandler({ pages, perAddress, perPage }: PageHandlerOptions): PageHandler {
  const rootAt = (path: string) =>
    pages.roots.find((root) =>
      root.path.endsWith('/') ? path.startsWith(root.path) : path === root.path,
    );

  /** Looked for first: who opens a page that is there is not counted with a clinic's network. */
  function count(file: PageFile | null, { path, address }: PageVisit): RateDecision | null {
    if (!rootAt(path)?.isCounted) return null;
    const { countedBy } = file ?? {};
    return countedBy === undefined ? perAddress.take(address) : perPage.take(countedBy);
  }

  return {
    rootOf: (path) => rootAt(path)?.path ?? null,
    async answer(visit) {
      const { request, path, requestId, address } = visit;
      const { method = 'GET', headers } = request;
      const asked = { requestId, accept: headers.accept };
      if (method !== 'GET' && method !== 'HEAD') {
        const message = 'This is a file: it is read with GET.';
        return refusal({ code: 'METHOD_NOT_ALLOWED', message, ...asked });
      }
      const { host, 'accept-language': acceptLanguage } = headers;
      const found = await pages.find({ path, host, acceptLanguage, address });
      const file = found === 'busy' ? null : found;
      const decision = count(file, visit);
      if (decision && !decision.isAllowed) {
        const message = 'Too many requests in a short time.';
        const told = { message, headers: rateHeaders(decision), ...asked };
        return refusal({ code: 'RATE_LIMITED', ...told });
      }
      if (found === 'busy') {
        const message = 'Too many look for pages that were not opened before.';
        return refusal({ code: 'UNAVAILABLE', message, ...asked });
      }
      if (file) return answerOf(file, headers['accept-encoding']?.toString());
      return refusal({ code: 'NOT_FOUND_PATH', message: 'Nothing is here.', ...asked });
    },
  };
}

/** The file in the coding that the browser takes best. */
export function answerOf(file: PageFile, accepted = ''): HttpResponse {
  const { status, contentType, bodies, headers, isImmutable } = file;
  const coding = codingOf(bodies, accepted);
  return {
    status,
    headers: {
      'content-type': contentType,
      'cache-control': isImmutable ? `public, max-age=${yearSeconds}, immutable` : 'no-store',
      vary: 'accept-encoding',
      ...(coding === 'identity' ? {} : { 'content-encoding': coding }),
      ...headers,
    },
    body: bodies[coding] ?? bodies.identity,
  };
}

/** The smallest that the browser takes and that was made. */
function codingOf(bodies: PageBodies, accepted: string): keyof PageBodies {
  const isTaken = (coding: 'br' | 'gzip') =>
    bodies[coding] !== undefined &&
    new RegExp(`\\b${coding}\\b(?!\\s*;\\s*q=0(\\.0*)?\\b)`).test(accepted);
  if (isTaken('br')) return 'br';
  return isTaken('gzip') ? 'gzip' : 'identity';
}
