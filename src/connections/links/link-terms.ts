import type { ProviderSlug, Region } from '#providers';

/** The languages that the page for linking speaks. */
export const linkLocales = ['en', 'es'] as const;
export type LinkLocale = (typeof linkLocales)[number];

/** What a link was made for: recorded when it is made, and never taken from the page's address. */
export interface LinkTerms {
  readonly mode: 'connect' | 'reconnect';
  /** At which provider its page links; null for the wearer's own choice. */
  readonly provider: ProviderSlug | null;
  /** Null for the wearer's own choice. */
  readonly locale: LinkLocale | null;
  /** Where the account was probably made; null when the team does not know. */
  readonly region: Region | null;
  /** Where the page leads back to; one of the team's registered addresses. */
  readonly redirectUrl: string | null;
  /** Whose pages may frame it, and are told how it goes; one of the team's registered origins. */
  readonly parentOrigin: string | null;
  /** The team's own, given back with the redirect. */
  readonly reference: string | null;
  /** Whether the page leads back also when the wearer closes it, and when linking fails. */
  readonly returnsOnClose: boolean;
  readonly returnsOnError: boolean;
}

export const plainLinkTerms: LinkTerms = {
  mode: 'connect',
  provider: null,
  locale: null,
  region: null,
  redirectUrl: null,
  parentOrigin: null,
  reference: null,
  returnsOnClose: false,
  returnsOnError: false,
};
