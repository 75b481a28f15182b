import { sql } from 'kysely';
import type { Db } from '#db';
import { providerOfNumber } from '#providers';
import type { Device } from './device.ts';

export type DeviceRow = Omit<Device, 'provider'> & { readonly provider: number };

export const deviceColumns = sql`user_id as "userId", id, provider,
  transmitter_id as "transmitterId", transmitter_generation as "transmitterGeneration",
  display_device as "displayDevice", display_app as "displayApp",
  last_upload_at as "lastUploadAt", first_seen_at as "firstSeenAt", revision`;

/** Those of a user, which uploaded last first. */
export async function findDevices(
  db: Db,
  userId: string,
  limit: number,
): Promise<readonly Device[]> {
  const { rows } = await sql<DeviceRow>`
    select ${deviceColumns} from devices where user_id = ${userId}
    order by last_upload_at desc nulls last, id limit ${limit}`.execute(db);
  return rows.map((row) => ({ ...row, provider: providerOfNumber(row.provider) }));
}
