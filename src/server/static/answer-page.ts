import type { IncomingMessage } from 'node:http';
import { type HttpResponse, refusal } from '#server/http';
import { type NetworkLimiter, rateHeaders } from '#server/limits';
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
}

const yearSeconds = 31_536_000;

export function createPageHandler({ pages, perAddress }: PageHandlerOptions): PageHandler {
  const rootAt = (path: string) =>
    pages.roots.find((root) =>
      root.path.endsWith('/') ? path.startsWith(root.path) : path === root.path,
    );

  return {
    rootOf: (path) => rootAt(path)?.path ?? null,
    async answer({ request, path, requestId, address }) {
      const { method = 'GET', headers } = request;
      const { accept } = headers;
      const asked = { requestId, accept };
      if (method !== 'GET' && method !== 'HEAD') {
        const message = 'This is a file: it is read with GET.';
        return refusal({ code: 'METHOD_NOT_ALLOWED', message, ...asked });
      }
      if (rootAt(path)?.isCounted) {
        const decision = perAddress.take(address);
        if (!decision.isAllowed) {
          const message = 'Too many requests in a short time.';
          const told = { message, headers: rateHeaders(decision), ...asked };
          return refusal({ code: 'RATE_LIMITED', ...told });
        }
      }
      const { host, 'accept-language': acceptLanguage } = headers;
      const file = await pages.find({ path, host, acceptLanguage });
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
