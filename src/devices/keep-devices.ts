import { sql } from 'kysely';
import type { Db } from '#db';
import { factsOf, type ProviderSlug, providerOfNumber, type ToldDevice } from '#providers';
import type { Clock } from '#std/clock';
import { newId } from '#std/ids';
import type { Device } from './device.ts';
import { type DeviceRow, deviceColumns } from './find-devices.ts';

/** Of one answer: a sensor lasts ten days, and these are years of them. */
const devicesMax = 1_000;

export interface DeviceTelling {
  readonly userId: string;
  readonly provider: ProviderSlug;
  readonly receivedAt: Date;
  readonly devices: readonly ToldDevice[];
}

export interface DeviceChanges {
  readonly created: readonly Device[];
  readonly updated: readonly Device[];
}

/** Keeps what was told, in the caller's transaction, and says what of it is news. */
export async function keepDevices(
  db: Db,
  clock: Clock,
  { userId, provider, receivedAt, devices }: DeviceTelling,
): Promise<DeviceChanges> {
  const told = devices.slice(0, devicesMax);
  if (told.length === 0) return { created: [], updated: [] };
  const of = <T>(pick: (device: ToldDevice) => T) => told.map(pick);
  const uploads = of(({ lastUploadAtMs: ms }) => (ms === null ? null : new Date(ms)));
  const { rows } = await sql<DeviceRow>`
    insert into devices as d (user_id, provider, id, transmitter_id, transmitter_generation,
      display_device, display_app, last_upload_at, first_seen_at, changed_at, revision)
    select ${userId}::uuid, ${factsOf(provider).number}::smallint, told.*, ${receivedAt}::timestamptz,
      ${receivedAt}::timestamptz, 1
    from unnest(${told.map(() => newId(clock))}::uuid[],
      ${of((each) => each.transmitterId)}::text[],
      ${of((each) => each.transmitterGeneration)}::text[],
      ${of((each) => each.displayDevice)}::text[], ${of((each) => each.displayApp)}::text[],
      ${uploads}::timestamptz[]) as told
    on conflict (user_id, provider, transmitter_id, transmitter_generation, display_device, display_app)
    do update set last_upload_at = excluded.last_upload_at, changed_at = excluded.changed_at,
      revision = d.revision + 1
    where excluded.last_upload_at > coalesce(d.last_upload_at, '-infinity')
    returning ${deviceColumns}`.execute(db);
  const changed = rows.map((row) => ({ ...row, provider: providerOfNumber(row.provider) }));
  return {
    created: changed.filter(({ revision }) => revision === 1),
    updated: changed.filter(({ revision }) => revision > 1),
  };
}
