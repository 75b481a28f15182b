import type { BuiltPage } from './read-built-web.ts';

/** What the console is sent with: one page, which finds by its path what to show. */
export interface ConsoleHtml {
  readonly page: BuiltPage;
  /** The path that was asked for, below the one under which a proxy may serve the gateway. */
  readonly path: string;
  /** The host that the browser asked; sockets to it are named where browsers need it. */
  readonly host: string | undefined;
}

/** The page, with headers by which nothing runs or is asked that is not of this origin. */
export function consoleHtml({ page, path, host }: ConsoleHtml): {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
} {
  return {
    html: htmlOf(page, path),
    headers: {
      'content-security-policy': policyOf(host),
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), clipboard-write=(self)',
    },
  };
}

function htmlOf(page: BuiltPage, path: string): string {
  // Relative, so that it holds below whatever path a proxy serves the gateway.
  const root = '../'.repeat(path.split('/').length - 2);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="robots" content="noindex">',
    '<meta name="color-scheme" content="light dark">',
    '<title>Glucose Gateway</title>',
    ...(page.icon === null ? [] : [`<link rel="icon" href="${root}${page.icon}">`]),
    ...page.styles.map((style) => `<link rel="stylesheet" href="${root}${style}">`),
    ...page.imports.map((module) => `<link rel="modulepreload" href="${root}${module}">`),
    `<script type="module" src="${root}${page.script}"></script>`,
    '</head>',
    '<body>',
    '<div id="app"></div>',
    '<noscript><p>The console needs JavaScript.</p></noscript>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

const plainHost = /^[\w.-]+(?::\d{1,5})?$|^\[[\da-f:]+\](?::\d{1,5})?$/i;

/** Older browsers do not take a socket to this host for this origin. */
function policyOf(host = ''): string {
  const sockets = plainHost.test(host) ? ` wss://${host} ws://${host}` : '';
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${sockets}`,
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
