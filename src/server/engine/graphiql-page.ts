import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip as gzipBytes } from 'node:zlib';
import type { GraphiQLOptions } from 'graphql-yoga';
import type { HttpResponse } from '#server/http';
import { answerOf, type PageFile } from '#server/static';

/**
 * GraphiQL as one page that holds all of itself. Yoga's own page takes its scripts from a public
 * host: it stays empty where that cannot be reached, and whoever runs that host could read the
 * keys that are typed into it.
 */
const graphiqlOptions: GraphiQLOptions = {
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

let rendering: Promise<PageFile> | undefined;

/** Nine megabytes, which are read and compressed when the page is first asked for. */
export async function graphiqlAnswer(acceptEncoding: string | undefined): Promise<HttpResponse> {
  rendering ??= renderPage();
  return answerOf(await rendering, acceptEncoding);
}

async function renderPage(): Promise<PageFile> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = await renderGraphiQL(graphiqlOptions);
  const identity = Buffer.from(html);
  const quality = { [constants.BROTLI_PARAM_QUALITY]: brotliQuality };
  const [br, gzip] = await Promise.all([
    promisify(brotliCompress)(identity, { params: quality }),
    promisify(gzipBytes)(identity),
  ]);
  return {
    status: 200,
    contentType: 'text/html; charset=utf-8',
    bodies: { identity, br, gzip },
    isImmutable: false,
    headers: {
      'content-security-policy': policyOf(html),
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    },
  };
}

/** The smallest takes half a minute; this one is a tenth larger. */
const brotliQuality = 5;

/** Its own scripts run and no other; it asks nobody but this gateway, and nobody frames it. */
function policyOf(html: string): string {
  const scripts = [...html.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script/g)].map(
    ([, script = '']) => {
      const hash = createHash('sha256').update(script).digest('base64');
      return `'sha256-${hash}'`;
    },
  );
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ')}`,
    // The editors set styles as they go, and hold their font and their workers in themselves.
    "style-src 'unsafe-inline'",
    'font-src data:',
    'img-src data:',
    'worker-src blob: data:',
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
