import { sql } from 'kysely';
import { countLoginsByRegion, isRefusingAll, type RegionLogins, teamsInRegion } from '#connections';
import { type Db, inTransaction } from '#db';
import { appendEvents, createEvent } from '#events';
import { countAnswers } from '#poll-plans';
import { passwordProvider, type Region, regions } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import { offsetTextOf } from '#std/iso-text';
import { type AnswerCount, isNews, judge } from './judge.ts';

/** A wearer is read about each five minutes. */
const readsOfMs = 6 * 60 * 1000;
/** Logins are rare: once a day for each wearer. */
const loginsOfMs = 60 * 60 * 1000;
/** Of several workers that judge each minute one does, since it looks at every plan. */
const judgedForMs = 45 * 1000;

interface Judged extends AnswerCount {
  readonly region: Region;
  readonly request: 'login' | 'read';
}

/**
 * Judges each region by what its connections were last answered, and appends an event for each team
 * with a connection there when a service has begun to fail, or to answer again. Returns how many
 * changes were told. Of two nodes that judge at once, one waits, and finds that it was done.
 */
export function judgeRegions(db: Db, clock: Clock): Promise<number> {
  const now = dateOf(clock);
  return inTransaction(db, async (tx) => {
    await sql`lock table region_status in share row exclusive mode`.execute(tx);
    if (await wasJudgedLately(tx, now)) return 0;
    const changes: [Judged, Change][] = [];
    for (const judged of await countAll(tx, now)) {
      const change = await note(tx, judged, now);
      if (change) changes.push([judged, change]);
    }
    for (const [judged, change] of changes) await tellTeams(tx, clock, judged, change);
    return changes.length;
  });
}

async function wasJudgedLately(db: Db, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('region_status')
    .select('judged_at')
    .where('judged_at', '>', new Date(now.getTime() - judgedForMs))
    .where('judged_at', '<=', now)
    .executeTakeFirst();
  return row !== undefined;
}

async function countAll(db: Db, now: Date): Promise<readonly Judged[]> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const reads = await countAnswers(db, passwordProvider, ago(readsOfMs));
  const logins = await countLoginsByRegion(db, passwordProvider, regions, ago(loginsOfMs));
  return regions.flatMap((region): Judged[] => {
    const read = reads.find((each) => each.region === region);
    const login = logins.find((each) => each.region === region);
    const none = { askedCount: 0, answeredCount: 0 };
    return [
      { ...none, ...read, region, request: 'read' },
      { ...none, ...(login && answersOf(login)), region, request: 'login' },
    ];
  });
}

/** A refusal is an answer, unless everybody is refused. */
function answersOf(logins: RegionLogins): AnswerCount {
  const { accountCount, refusedCount, unansweredCount } = logins;
  const failedCount = unansweredCount + (isRefusingAll(logins) ? refusedCount : 0);
  return { askedCount: accountCount, answeredCount: accountCount - failedCount };
}

interface Change {
  readonly answers: boolean;
  readonly since: Date;
}

/** Writes what was judged. Null where no team must hear of it. */
async function note(db: Db, judged: Judged, now: Date): Promise<Change | null> {
  const { region, request, askedCount, answeredCount } = judged;
  const before = await db
    .selectFrom('region_status')
    .select('answers')
    .where('region', '=', region)
    .where('request', '=', request)
    .executeTakeFirst();
  const answers = judge(before?.answers ?? null, judged);
  await sql`
    insert into region_status
      (region, request, answers, since, asked_count, answered_count, judged_at)
    values (${region}, ${request}, ${answers}, ${now}, ${askedCount}, ${answeredCount}, ${now})
    on conflict (region, request) do update set
      since = case when region_status.answers is not distinct from excluded.answers
        then region_status.since else excluded.since end,
      answers = excluded.answers, asked_count = excluded.asked_count,
      answered_count = excluded.answered_count, judged_at = excluded.judged_at`.execute(db);
  const isTold = answers !== null && isNews(before?.answers ?? null, answers);
  return isTold ? { answers, since: now } : null;
}

/** Page by page, in one transaction (E1). */
async function tellTeams(
  db: Db,
  clock: Clock,
  judged: Judged,
  { answers, since }: Change,
): Promise<void> {
  const { region, request, askedCount, answeredCount } = judged;
  const data = {
    provider: passwordProvider,
    region: region.toLowerCase(),
    request,
    status: answers ? 'answers' : 'fails',
    since: offsetTextOf(since),
    asked_count: askedCount,
    answered_count: answeredCount,
  };
  const type = 'dexcom.status.changed';
  for await (const teamIds of teamsInRegion(db, region)) {
    const events = teamIds.map((teamId) =>
      createEvent(clock, { type, teamId, userId: null, clientUserId: null, data }),
    );
    await appendEvents(db, events);
  }
}
