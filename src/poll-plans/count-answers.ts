import { sql } from 'kysely';
import type { Db } from '#db';
import { type Region, regions } from '#providers';

interface Count {
  readonly askedCount: number;
  readonly answeredCount: number;
}

/** How the last requests of a region's connections were answered; each connection counts once. */
export interface RegionAnswers {
  readonly region: Region;
  readonly read: Count;
  readonly login: Count;
}

/** To be throttled is no answer either. */
const unanswered = ['unavailable', 'throttled'];

/**
 * Counts by the last request of each connection, where it was sent since then. Logins that opened a
 * session are soon followed by a read, and mostly not among them.
 */
export async function countAnswers(
  db: Db,
  { readsSince, loginsSince }: { readonly readsSince: Date; readonly loginsSince: Date },
): Promise<readonly RegionAnswers[]> {
  const { rows } = await sql<AnswerRow>`
    select region, last_request, count(*)::int as asked,
      (count(*) filter (where last_outcome <> all(${unanswered}::text[])))::int as answered
    from poll_plans
    where next_poll_at is not null and last_request is not null
      and last_poll_at >= case last_request
        when 'login' then ${loginsSince}::timestamptz else ${readsSince}::timestamptz end
    group by region, last_request`.execute(db);
  return regions.map((region) => {
    const countOf = (request: 'login' | 'read'): Count => {
      const row = rows.find((each) => each.region === region && each.last_request === request);
      return { askedCount: row?.asked ?? 0, answeredCount: row?.answered ?? 0 };
    };
    return { region, read: countOf('read'), login: countOf('login') };
  });
}

interface AnswerRow {
  region: string;
  last_request: string;
  asked: number;
  answered: number;
}
