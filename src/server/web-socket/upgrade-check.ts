import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { graphqlPath, hasTwoHosts, isOriginListed } from '#server/http';

export interface UpgradeConditions {
  readonly corsOrigins: readonly string[];
  readonly isDraining: boolean;
  readonly isFull: boolean;
}

/** The HTTP status that refuses an upgrade to WebSocket; null when it is accepted. */
export function refusalOfUpgrade(
  request: IncomingMessage,
  facts: UpgradeConditions,
): string | null {
  if (hasTwoHosts(request)) return '400 Bad Request';
  if (request.url?.replace(/[?#].*$/s, '') !== graphqlPath) return '404 Not Found';
  if (facts.isDraining || facts.isFull) return '503 Service Unavailable';
  if (!isOriginAllowed(request.headers, facts.corsOrigins)) return '403 Forbidden';
  return null;
}

/**
 * Allows pages of this host and of the configured origins. A browser adds no credential by itself,
 * so this only keeps out pages that were given a credential although the deployment does not list
 * them.
 */
function isOriginAllowed(
  { origin, host }: IncomingMessage['headers'],
  allowed: readonly string[],
): boolean {
  if (origin === undefined || isOriginListed(origin, allowed)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
