import type { Db } from '#db';
import type { LinkPage } from './link-page.ts';
import type { Logo } from './logo.ts';

/** What changes of a page for linking; what is absent stays, null takes a value away. */
export interface LinkPageChange
  extends Partial<{
    readonly [Key in Exclude<keyof LinkPage, 'hasLogo'>]: LinkPage[Key] | undefined;
  }> {
  readonly logo?: Logo | null | undefined;
}

/** Writes what changes, and no other column. */
export async function saveLinkPage(
  db: Db,
  teamId: string,
  { logo, ...change }: LinkPageChange,
): Promise<void> {
  const all = {
    brand_name: change.brandName,
    accent_color: change.accentColor,
    support_url: change.supportUrl,
    privacy_url: change.privacyUrl,
    shows_first_reading: change.showsFirstReading,
    allows_account_replacement: change.allowsAccountReplacement,
    redirect_urls: change.redirectUrls && [...change.redirectUrls],
    frame_origins: change.frameOrigins && [...change.frameOrigins],
    ...(logo === undefined
      ? {}
      : { logo: logo?.bytes ?? null, logo_type: logo?.contentType ?? null }),
  };
  const entries = Object.entries(all).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return;
  const given = Object.fromEntries(entries);
  await db
    .insertInto('link_pages')
    .values({ team_id: teamId, ...given })
    .onConflict((conflict) => conflict.column('team_id').doUpdateSet(given))
    .execute();
}
