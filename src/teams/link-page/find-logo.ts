import type { Db } from '#db';
import type { Logo } from './logo.ts';

/** A team's logo; null when it has none. */
export async function findLogo(db: Db, teamId: string): Promise<Logo | null> {
  const row = await db
    .selectFrom('link_pages')
    .select(['logo', 'logo_type'])
    .where('team_id', '=', teamId)
    .executeTakeFirst();
  return row?.logo && row.logo_type ? { bytes: row.logo, contentType: row.logo_type } : null;
}
