import { sql } from 'kysely';
import type { Db } from '#db';
import { providerOf, type Sample } from './sample.ts';
import { trendOf } from './trend.ts';

export interface SampleQuery {
  readonly userId: string;
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  readonly order: 'OLDEST_FIRST' | 'NEWEST_FIRST';
  readonly limit: number;
  /** Exclusive: the instant of the last sample of the page before. */
  readonly after?: Date | undefined;
}

/** The samples of a user in a range, a page at a time. */
export async function findSamples(db: Db, query: SampleQuery): Promise<Sample[]> {
  const { userId, from, to, order, limit, after } = query;
  const isNewestFirst = order === 'NEWEST_FIRST';
  const lower = !isNewestFirst && after ? sql`taken_at > ${after}` : sql`taken_at >= ${from}`;
  const upper = isNewestFirst && after ? sql`taken_at < ${after}` : sql`taken_at < ${to}`;
  const direction = isNewestFirst ? sql`desc` : sql`asc`;
  const { rows } = await sql<SampleRow>`
    select ${sampleColumns} from glucose_samples
    where user_id = ${userId} and ${lower} and ${upper}
      and taken_at >= ${from} and taken_at < ${to}
    order by taken_at ${direction}
    limit ${limit}`.execute(db);
  return rows.map(sampleOfRow);
}

export interface SampleRow {
  user_id: string;
  taken_at: Date;
  received_at: Date;
  revision: number;
  value_mg_dl: number;
  provider: number;
  trend: number;
  utc_offset_minutes: number | null;
  is_late: boolean;
}

export const sampleColumns = sql`user_id, taken_at, received_at, revision, value_mg_dl, provider,
  trend, utc_offset_minutes, is_late`;

export function sampleOfRow(row: SampleRow): Sample {
  return {
    userId: row.user_id,
    takenAt: row.taken_at,
    valueMgDl: row.value_mg_dl,
    trend: trendOf(row.trend),
    utcOffsetMinutes: row.utc_offset_minutes,
    receivedAt: row.received_at,
    isLate: row.is_late,
    revision: row.revision,
    provider: providerOf(row.provider),
  };
}
