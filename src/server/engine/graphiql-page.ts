import type { GraphiQLOptions } from 'graphql-yoga';

/**
 * GraphiQL as one page that holds all of itself. Yoga's own page takes its scripts from a public
 * host: it stays empty where that cannot be reached, and whoever runs that host could read the
 * keys that are typed into it.
 */
export const graphiqlOptions: GraphiQLOptions = {
  title: 'Glucose Gateway',
  // It sends its headers, and the key in them, over server-sent events, but not over sockets.
  subscriptionsProtocol: 'SSE',
  // Keys are typed into the headers; they are not to outlive the page.
  shouldPersistHeaders: false,
  defaultQuery: `# Put your API key in the Headers tab below:
# { "x-api-key": "gg_live_…" }

query Viewer {
  viewer {
    credential
    expiresAt
  }
}
`,
};

let rendering: Promise<string> | undefined;

/** Nine megabytes, which are read when the page is first asked for. */
export function renderGraphiqlPage(options?: GraphiQLOptions): Promise<string> {
  rendering ??= import('@graphql-yoga/render-graphiql').then((page) =>
    page.renderGraphiQL(options),
  );
  return rendering;
}
