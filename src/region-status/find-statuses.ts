import type { Db } from '#db';
import { type Region, regions } from '#providers';
import type { AnswerCount } from './judge.ts';

export interface ServiceStatus extends AnswerCount {
  /** Null where it is not known: too few were asked, or nobody has judged it lately. */
  readonly answers: boolean | null;
  /** Since when it is that; null where it is not known. */
  readonly since: Date | null;
}

export interface RegionStatus {
  readonly region: Region;
  readonly logins: ServiceStatus;
  readonly reads: ServiceStatus;
  /** When a worker last judged it; null for never. */
  readonly judgedAt: Date | null;
}

/** What was judged before then is no news of now: the workers may not be running. */
export const staleAfterMs = 5 * 60 * 1000;

const unknown: ServiceStatus = { answers: null, since: null, askedCount: 0, answeredCount: 0 };

/** All regions, in their order. */
export async function findRegionStatuses(db: Db, now: Date): Promise<readonly RegionStatus[]> {
  const rows = await db.selectFrom('region_status').selectAll().execute();
  return regions.map((region) => {
    const ofRegion = rows.filter((row) => row.region === region);
    const statusOf = (request: 'login' | 'read'): ServiceStatus => {
      const row = ofRegion.find((each) => each.request === request);
      if (!row || now.getTime() - row.judged_at.getTime() > staleAfterMs) return unknown;
      return {
        answers: row.answers,
        since: row.answers === null ? null : row.since,
        askedCount: row.asked_count,
        answeredCount: row.answered_count,
      };
    };
    const judged = ofRegion.map(({ judged_at }) => judged_at.getTime());
    return {
      region,
      logins: statusOf('login'),
      reads: statusOf('read'),
      judgedAt: judged.length > 0 ? new Date(Math.max(...judged)) : null,
    };
  });
}
