import { sql } from 'kysely';
import { countLoginsSince, listTeamsInRegion } from '#connections';
import { type Db, inTransaction } from '#db';
import { appendEvents, createEvent, type NewEvent } from '#events';
import { countAnswers, type RegionAnswers } from '#poll-plans';
import { passwordProvider, type Region } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import { type AnswerCount, isNews, judge } from './judge.ts';

/** A wearer is read about each five minutes. */
const readsOfMs = 6 * 60 * 1000;
/** Logins are rare: once a day for each wearer. */
const loginsOfMs = 60 * 60 * 1000;
/** Teams told of one change, in one transaction. */
const teamsMax = 10_000;

interface Judged extends AnswerCount {
  readonly region: Region;
  readonly request: 'login' | 'read';
}

/**
 * Judges each region by what its connections were last answered, and appends an event for each team
 * with a connection there when a service has begun to fail, or to answer again. Returns how many
 * changes were told. Of two nodes that judge at once, one waits, and finds nothing new.
 */
export function judgeRegions(db: Db, clock: Clock): Promise<number> {
  const now = dateOf(clock);
  return inTransaction(db, async (tx) => {
    await sql`lock table region_status in share row exclusive mode`.execute(tx);
    const events: NewEvent[] = [];
    let changes = 0;
    for (const judged of await countAll(tx, now)) {
      const change = await note(tx, judged, now);
      if (!change) continue;
      changes += 1;
      events.push(...(await eventsOf(tx, clock, judged, change)));
    }
    await appendEvents(tx, events);
    return changes;
  });
}

async function countAll(db: Db, now: Date): Promise<readonly Judged[]> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const plans = await countAnswers(db, {
    readsSince: ago(readsOfMs),
    loginsSince: ago(loginsOfMs),
  });
  const opened = await countLoginsSince(db, ago(loginsOfMs));
  return plans.flatMap(({ region, read, login }: RegionAnswers): Judged[] => {
    const openedCount = opened.get(region) ?? 0;
    return [
      { region, request: 'read', ...read },
      {
        region,
        request: 'login',
        askedCount: login.askedCount + openedCount,
        answeredCount: login.answeredCount + openedCount,
      },
    ];
  });
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

async function eventsOf(
  db: Db,
  clock: Clock,
  judged: Judged,
  { answers, since }: Change,
): Promise<NewEvent[]> {
  const { region, request, askedCount, answeredCount } = judged;
  const data = {
    provider: passwordProvider,
    region: region.toLowerCase(),
    request,
    status: answers ? 'answers' : 'fails',
    since: since.toISOString(),
    asked_count: askedCount,
    answered_count: answeredCount,
  };
  const teamIds = await listTeamsInRegion(db, region, teamsMax);
  const type = 'dexcom.status.changed';
  return teamIds.map((teamId) =>
    createEvent(clock, { type, teamId, userId: null, clientUserId: null, data }),
  );
}
