import type { IncomingMessage } from 'node:http';

/** The path of the API, over HTTP and over WebSocket. */
export const graphqlPath = '/graphql';

/**
 * Takes the path under which a proxy serves the gateway off a request, so that it is found whether
 * or not the proxy has taken it off already.
 */
export function stripBasePath(request: IncomingMessage, basePath: string): void {
  const { url } = request;
  if (basePath !== '' && url?.startsWith(`${basePath}/`)) request.url = url.slice(basePath.length);
}
