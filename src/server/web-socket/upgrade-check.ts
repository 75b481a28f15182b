import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { graphqlPath } from '#server/http';

/** Whether a request to become a socket is let through to the protocol; null when it is. */
export interface DoorFacts {
  readonly corsOrigins: readonly string[];
  readonly isDraining: boolean;
  readonly isFull: boolean;
}

export function refusalOfUpgrade(request: IncomingMessage, facts: DoorFacts): string | null {
  if (request.url?.replace(/[?#].*$/s, '') !== graphqlPath) return '404 Not Found';
  if (facts.isDraining || facts.isFull) return '503 Service Unavailable';
  if (!isOriginAllowed(request.headers, facts.corsOrigins)) return '403 Forbidden';
  return null;
}

/**
 * Pages of our own and of allowed origins. Credentials never come by themselves with a request, so
 * this keeps out nothing but pages that somebody gave a credential against the deployment's will.
 */
function isOriginAllowed(
  { origin, host }: IncomingMessage['headers'],
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
