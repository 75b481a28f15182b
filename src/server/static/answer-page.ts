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
  /** Of one page at a root that is counted. */
  readonly perPage: RateLimiter;
}

const yearSeconds = 31_536_000;

export function createPageHandler({ pages, perAddress, perPage }: PageHandlerOptions): PageHandler {
  const rootAt = (path: string) =>
    pages.roots.find((root) =>
      root.path.endsWith('/') ? path.startsWith(root.path) : path === root.path,
    );

  /**
   * Each page is counted before it is looked for, which costs something. Whoever asks for one that is
   * not there is counted too; who opens one that is there, is not counted with a clinic's network.
   */
  async function find({ request, path, address }: PageVisit): Promise<Finding> {
    const isCounted = rootAt(path)?.isCounted ?? false;
    const ofPage = isCounted ? perPage.take(path) : null;
    if (ofPage && !ofPage.isAllowed) return { kind: 'too-many', decision: ofPage };
    const { host, 'accept-language': acceptLanguage } = request.headers;
    const found = await pages.find({ path, host, acceptLanguage, address });
    if (found !== 'busy' && (found?.isKnown || !isCounted)) return { kind: 'found', file: found };
    const decision = perAddress.take(address);
    if (!decision.isAllowed) return { kind: 'too-many', decision };
    return found === 'busy' ? { kind: 'busy' } : { kind: 'found', file: found };
  }

  return {
    rootOf: (path) => rootAt(path)?.path ?? null,
    async answer(visit) {
      const { method = 'GET', headers } = visit.request;
      const asked = { requestId: visit.requestId, accept: headers.accept };
      if (method !== 'GET' && method !== 'HEAD') {
        const message = 'This is a file: it is read with GET.';
        return refusal({ code: 'METHOD_NOT_ALLOWED', message, ...asked });
      }
      const finding = await find(visit);
      if (finding.kind === 'too-many') {
        const message = 'Too many requests in a short time.';
        const told = { message, headers: rateHeaders(finding.decision), ...asked };
        return refusal({ code: 'RATE_LIMITED', ...told });
      }
      if (finding.kind === 'busy') {
        const message = 'Too many look for pages that were not opened before.';
        return refusal({ code: 'UNAVAILABLE', message, ...asked });
      }
      if (finding.file) return answerOf(finding.file, headers['accept-encoding']?.toString());
      return refusal({ code: 'NOT_FOUND_PATH', message: 'Nothing is here.', ...asked });
    },
  };
}

type Finding =
  | { readonly kind: 'found'; readonly file: PageFile | null }
  | { readonly kind: 'busy' }
  | { readonly kind: 'too-many'; readonly decision: RateDecision };

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
