import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  graphqlPath,
  hasTwoHosts,
  isOriginListed,
  type Sessions,
  sessionGraphqlPath,
} from '#server/http';

export interface UpgradeConditions {
  readonly corsOrigins: readonly string[];
  readonly isDraining: boolean;
  readonly isFull: boolean;
  /** Absent where no sessions count. */
  readonly sessions: Pick<Sessions<never>, 'isOwnPage'> | undefined;
}

/** The HTTP status that refuses an upgrade to WebSocket; null when it is accepted. */
export function refusalOfUpgrade(
  request: IncomingMessage,
  facts: UpgradeConditions,
): string | null {
  if (hasTwoHosts(request)) return '400 Bad Request';
  const isBySession = isSessionUpgrade(request);
  if (isBySession ? !facts.sessions : pathOf(request) !== graphqlPath) return '404 Not Found';
  if (facts.isDraining || facts.isFull) return '503 Service Unavailable';
  if (isBySession)
    return facts.sessions?.isOwnPage(request.headers, 'socket') ? null : '403 Forbidden';
  if (!isOriginAllowed(request.headers, facts.corsOrigins)) return '403 Forbidden';
  return null;
}

/** Whether a socket is to be opened where sessions count, and nothing else does. */
export function isSessionUpgrade(request: IncomingMessage): boolean {
  return pathOf(request) === sessionGraphqlPath;
}

function pathOf({ url }: IncomingMessage): string | undefined {
  return url?.replace(/[?#].*$/s, '');
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
