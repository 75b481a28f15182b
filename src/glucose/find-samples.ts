import { sql } from 'kysely';
import type { Db } from '#db';
import type { Sample } from './sample.ts';
import { type SampleColumns, sampleColumns, samplesOfColumns } from './sample-columns.ts';

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
  const beyond = isNewestFirst ? sql`and taken_at < ${after}` : sql`and taken_at > ${after}`;
  const { rows } = await sql<SampleColumns>`
    select ${sampleColumns} from (
      select * from glucose_samples
      where user_id = ${userId} and taken_at >= ${from} and taken_at < ${to}
        ${after ? beyond : sql``}
      order by taken_at ${isNewestFirst ? sql`desc` : sql`asc`} limit ${limit}
    ) as page`.execute(db);
  return rows.flatMap((columns) => samplesOfColumns(columns, () => userId));
}
