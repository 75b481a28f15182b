import type { IncomingMessage } from 'node:http';

/** The path of the API, over HTTP and over WebSocket. */
export const graphqlPath = '/graphql';

/** Where it is asked with a session of the console, over both, and with nothing else. */
export const sessionGraphqlPath = '/console/graphql';

/**
 * Takes the path under which a proxy serves the gateway off a request, so that it is found whether
 * or not the proxy has taken it off already.
 */
export function stripBasePath(request: IncomingMessage, basePath: string): void {
  const { url } = request;
  if (basePath !== '' && url?.startsWith(`${basePath}/`)) request.url = url.slice(basePath.length);
}

/**
 * Whether a request names more than one host. Node would take the first; a proxy in front may have
 * judged the other (RFC 9112 asks for 400).
 */
export function hasTwoHosts({ rawHeaders }: IncomingMessage): boolean {
  const isHost = (text: string, at: number) => at % 2 === 0 && text.toLowerCase() === 'host';
  return rawHeaders.filter(isHost).length > 1;
}
