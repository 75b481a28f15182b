import type { Db } from '#db';
import { type LinkPage, linkPageOfRow, plainLinkPage } from './link-page.ts';

/** How a team wants its page for linking, without the logo's bytes. */
export async function findLinkPage(db: Db, teamId: string): Promise<LinkPage> {
  const row = await db
    .selectFrom('link_pages')
    .select([
      'brand_name',
      'logo_type',
      'accent_color',
      'support_url',
      'privacy_url',
      'shows_first_reading',
      'allows_account_replacement',
      'redirect_urls',
      'frame_origins',
    ])
    .where('team_id', '=', teamId)
    .executeTakeFirst();
  return row ? linkPageOfRow(row) : plainLinkPage;
}
