import type { Selectable } from 'kysely';
import type { Database } from '#db';

/** How a team wants the page on which wearers link. */
export interface LinkPage {
  /** What the page calls the team; null for the team's name. */
  readonly brandName: string | null;
  readonly hasLogo: boolean;
  /** Like `#0a7c66`; null for the page's own colour. */
  readonly accentColor: string | null;
  /** Where help is; `https:` or `mailto:`. */
  readonly supportUrl: string | null;
  readonly privacyUrl: string | null;
  /** Whether the bearer of a link is shown the first reading that the link brought. */
  readonly showsFirstReading: boolean;
  /** Whether a wearer may put another account in the place of the one that is connected. */
  readonly allowsAccountReplacement: boolean;
  /** Addresses to which the page may lead back. */
  readonly redirectUrls: readonly string[];
  /** Origins whose pages may frame it. */
  readonly frameOrigins: readonly string[];
}

/** Before a team has said anything. */
export const plainLinkPage: LinkPage = {
  brandName: null,
  hasLogo: false,
  accentColor: null,
  supportUrl: null,
  privacyUrl: null,
  showsFirstReading: false,
  allowsAccountReplacement: false,
  redirectUrls: [],
  frameOrigins: [],
};

type Row = Omit<Selectable<Database['link_pages']>, 'team_id' | 'logo'>;

export function linkPageOfRow(row: Row): LinkPage {
  return {
    brandName: row.brand_name,
    hasLogo: row.logo_type !== null,
    accentColor: row.accent_color,
    supportUrl: row.support_url,
    privacyUrl: row.privacy_url,
    showsFirstReading: row.shows_first_reading,
    allowsAccountReplacement: row.allows_account_replacement,
    redirectUrls: row.redirect_urls,
    frameOrigins: row.frame_origins,
  };
}
