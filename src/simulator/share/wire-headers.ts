import { hexOf, newUuid } from '#simulator/people';
import type { Random } from '#std/random';
import type { ShareResponse } from './share-response.ts';

/** The headers of an answer, spelled and chosen as the service and the front end before it do. */
export function headersOf(
  answer: ShareResponse,
  context: {
    readonly nowMs: number;
    readonly random: Random;
    readonly isGzip: boolean;
    readonly isKnown: boolean;
  },
): Record<string, string> {
  const { nowMs, random, isGzip, isKnown } = context;
  const ray = `${hexOf(random, 16)}-PHL`;
  const front = {
    Date: new Date(nowMs).toUTCString(),
    Server: 'cloudflare',
    'CF-RAY': ray,
    ...(isKnown || random() >= cookieShare ? {} : { 'Set-Cookie': cookieOf(random, nowMs) }),
  };
  if (answer.family === 'html' || answer.family === 'text') {
    const type =
      answer.family === 'html' ? 'text/html; charset=UTF-8' : 'text/plain; charset=UTF-8';
    return { ...front, 'Content-Type': type, ...answer.headers };
  }
  return {
    ...front,
    'Content-Type': answer.family === 'xml' ? 'application/xml' : 'application/json',
    'cf-cache-status': 'DYNAMIC',
    'x-trace-id': newUuid(random),
    'x-content-type-options': 'nosniff',
    'strict-transport-security': 'max-age=15780000; includeSubDomains; preload',
    vary: isGzip ? `${varied}, Accept-Encoding` : varied,
    ...(isGzip ? { 'Content-Encoding': 'gzip' } : {}),
    ...(answer.family === 'login' ? loginHeaders : {}),
    ...answer.headers,
  };
}

/** The front end gives it to some answers, and needs it of none. */
export const visitorCookie = '_cfuvid';
const cookieShare = 0.25;

function cookieOf(random: Random, nowMs: number): string {
  const value = `${hexOf(random, 43)}-${nowMs}-0.0.1.1-604800000`;
  return `${visitorCookie}=${value}; path=/; domain=.dexcom.com; HttpOnly; Secure; SameSite=None`;
}

const varied = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';

const loginHeaders = {
  'Cache-Control': 'no-cache, no-store, max-age=0, must-revalidate',
  pragma: 'no-cache',
  expires: '0',
  'x-frame-options': 'DENY',
  'x-xss-protection': '0',
} as const;
