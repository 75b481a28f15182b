import { createHash } from 'node:crypto';
import { texts as english } from '#web/link/texts/en.ts';
import { texts as spanish } from '#web/link/texts/es.ts';
import { accentOf } from './accent.ts';
import type { BuiltPage } from './read-built-web.ts';

/** What the page for linking is sent with, before any script has run. */
export interface LinkHtml {
  readonly page: BuiltPage;
  readonly language: LinkLanguage;
  /** Null where the link is not known. */
  readonly teamName: string | null;
  /** Whether an account can be connected with it now, as far as the server sees without a token. */
  readonly isOpen: boolean;
  /** Like `#0a7c66`; null for the page's own. */
  readonly accentColor: string | null;
  /** The one origin whose pages may frame it; null for none. */
  readonly parentOrigin: string | null;
}

const textsOf = { en: english, es: spanish } as const;
export type LinkLanguage = keyof typeof textsOf;

/** The best of our languages for a browser that sends these; English where none is ours. */
export function languageFor(acceptLanguage = ''): LinkLanguage {
  const wanted = acceptLanguage
    .split(',')
    .map((part, place) => {
      const [tag = '', quality = 'q=1'] = part.trim().split(/\s*;\s*/);
      return { code: tag.slice(0, 2).toLowerCase(), quality: Number(quality.slice(2)), place };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((one, other) => other.quality - one.quality || one.place - other.place);
  const found = wanted.find(({ code }) => code in textsOf);
  return (found?.code ?? 'en') as LinkLanguage;
}

/** The page, with the headers that it needs: nothing runs or is asked that is not of this origin. */
export function linkHtml(options: LinkHtml): {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
} {
  const style = styleOf(options.accentColor);
  return {
    html: htmlOf(options, style),
    headers: {
      'content-security-policy': policyOf(style, options.parentOrigin),
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), clipboard-write=(self)',
    },
  };
}

function htmlOf({ page, language, teamName, isOpen }: LinkHtml, style: string): string {
  const texts = textsOf[language];
  const { code, direction } = texts.language;
  const early = [...page.imports, page.languages.get(language)].filter(
    (path) => path !== undefined,
  );
  const title = teamName ?? texts.opening.title;
  return [
    '<!doctype html>',
    `<html lang="${code}" dir="${direction}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="robots" content="noindex">',
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    ...(page.icon === null ? [] : [`<link rel="icon" href="../${page.icon}">`]),
    ...page.styles.map((path) => `<link rel="stylesheet" href="../${path}">`),
    ...early.map((path) => `<link rel="modulepreload" href="../${path}">`),
    `<script type="module" src="../${page.script}"></script>`,
    '</head>',
    `<body data-team-name="${escaped(teamName ?? '')}" data-language="${code}"${isOpen ? ' data-open' : ''}>`,
    '<div id="app"><div class="wizard"><main aria-busy="true">',
    `<h1>${escaped(texts.opening.title)}</h1><p class="soft">${escaped(texts.opening.stage)}</p>`,
    `<p class="late">${escaped(texts.opening.late)}</p>`,
    `<noscript><p class="note">${escaped(texts.common.noScript)}</p></noscript>`,
    '</main></div></div>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/**
 * Seen when the script has not begun after ten seconds: it did not come, as from a node of another
 * version while an upgrade is under way. No script can tell that of itself.
 */
const lateStyle =
  '.late{visibility:hidden;animation:late 0s 10s forwards}@keyframes late{to{visibility:visible}}';

function styleOf(accentColor: string | null): string {
  if (accentColor === null) return lateStyle;
  const { light, onLight, dark, onDark } = accentOf(accentColor);
  return (
    `:root{--accent-light:${light};--on-accent-light:${onLight};` +
    `--accent-dark:${dark};--on-accent-dark:${onDark}}${lateStyle}`
  );
}

/** The one style that stands in the page is named by its hash. */
function policyOf(style: string, parentOrigin: string | null): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'sha256-${hash}'`,
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    `frame-ancestors ${parentOrigin ?? "'none'"}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** Text as text, within an element and within quotation marks. */
function escaped(text: string): string {
  const marks: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}
