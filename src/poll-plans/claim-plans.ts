import { type RawBuilder, sql } from 'kysely';
import { type Db, executePrepared } from '#db';
import type { Region } from '#providers';
import { leaseMs, readFloorMs, readSlackMs } from './limits.ts';

/** How many plans may be claimed of a region, apart for those that lately did not answer in time. */
export interface Lane {
  readonly region: Region;
  readonly isSuspect: boolean;
  readonly slots: number;
}

/** A plan that this node holds until its lease ends. */
export interface ClaimedPlan {
  readonly connectionId: string;
  /** P1: only who holds the latest fence may settle. */
  readonly fence: number;
  /** It lately did not answer in time, and is polled in a lane of its own. */
  readonly isSuspect: boolean;
  readonly reason: string;
  /** The poll policy's, and its to read. */
  readonly memory: unknown;
  readonly newestTakenAt: Date | null;
  /** Readings that are aside and not served. */
  readonly rejectedCount: number;
  /** When it was planned for: the difference to when it is made is our lateness. */
  readonly plannedAt: Date;
  /** P4: the read permit is for this moment, and good for `readSlackMs` after it. */
  readonly readAt: Date;
}

/**
 * Claims the plans that are due up to `horizon`, oldest plan first. In one statement the fence is
 * raised, the plan leased (so that it is due again when the lease ends, should this node die), and
 * the account's read permit taken. Where the account was read too lately, or asked us to wait, the
 * plan moves to when that is over, and nothing is returned.
 */
export async function claimPlans(
  db: Db,
  lanes: readonly Lane[],
  now: Date,
  horizon: Date,
): Promise<readonly ClaimedPlan[]> {
  const open = lanes.filter((lane) => lane.slots > 0);
  if (open.length === 0) return [];
  const due = sql`
    select d.* from unnest(
      ${open.map((lane) => lane.region)}::text[], ${open.map((lane) => lane.isSuspect)}::bool[],
      ${open.map((lane) => lane.slots)}::int[]
    ) as lane (region, is_suspect, slots)
    cross join lateral (
      select connection_id, account_key, next_poll_at from poll_plans
      where region = lane.region and is_suspect = lane.is_suspect and next_poll_at <= ${horizon}
        and lease_until <= ${now}
      order by next_poll_at limit lane.slots
      for update skip locked
    ) d`;
  return claim(db, due, now, true);
}

/**
 * Claims one connection's plan before its time. Null when a poll of it is running, when its account
 * may not be read yet, or when its plan stands for a wait that must not be cut short.
 */
export async function claimPlan(
  db: Db,
  connectionId: string,
  now: Date,
): Promise<ClaimedPlan | null> {
  const due = sql`
    select connection_id, account_key, ${now}::timestamptz as next_poll_at from poll_plans
    where connection_id = ${connectionId} and lease_until <= ${now} and next_poll_at is not null
      and (next_poll_at <= ${now} or reason <> all(${patientReasons as string[]}::text[]))
    for update skip locked`;
  const [plan] = await claim(db, due, now, false);
  return plan ?? null;
}

/** Plans that a wish does not bring forward: refusals, lockouts and throttles are waited out. */
export const patientReasons: readonly string[] = [
  'refused',
  'locked-out',
  'login-deferred',
  'throttled',
];

const gapMs = readFloorMs + readSlackMs;
/** A floor further ahead than this was written before a clock was set back; it is over. */
const credibleMs = 2 * gapMs;

/**
 * `movesPlans`: whether a plan that finds its account closed moves to when it opens.
 *
 * Rows are asked for by their keys once more, as arrays: the planner takes what is due for a tenth
 * of all plans, and would read the two tables from end to end for each claim.
 */
async function claim(
  db: Db,
  due: RawBuilder<unknown>,
  now: Date,
  movesPlans: boolean,
): Promise<readonly ClaimedPlan[]> {
  const leaseUntil = new Date(now.getTime() + leaseMs);
  const gap = sql`${`${gapMs} milliseconds`}::interval`;
  const credible = sql`${`${credibleMs} milliseconds`}::interval`;
  const { rows } = await executePrepared(
    db,
    sql<ClaimedPlan>`
    with due as materialized (${due}),
    wanted as (
      select connection_id, account_key, next_poll_at as planned_at,
        greatest(next_poll_at, ${now}::timestamptz) as read_at,
        row_number() over (partition by account_key order by next_poll_at, connection_id) as turn
      from due
    ), permits as (
      insert into dexcom_accounts as a (account_key, read_not_before)
      select account_key, read_at + ${gap} from wanted where turn = 1 order by account_key
      on conflict (account_key) do update set read_not_before = excluded.read_not_before
      where (a.read_not_before <= excluded.read_not_before - ${gap}
          or a.read_not_before > excluded.read_not_before - ${gap} + ${credible})
        and coalesce(a.throttled_until, '-infinity') <= excluded.read_not_before - ${gap}
      returning account_key
    ), judged as (
      select w.connection_id, w.planned_at, w.read_at,
        w.turn = 1 and m.account_key is not null as is_permitted,
        greatest(
          case when m.account_key is null
            then least(a.read_not_before, w.read_at + ${gap}) + (w.turn - 1) * ${gap}
            else w.read_at + (w.turn - 1) * ${gap} end,
          a.throttled_until, w.read_at + interval '1 second') as free_at
      from wanted w
      left join permits m on m.account_key = w.account_key
      left join dexcom_accounts a on a.account_key = w.account_key
        and a.account_key = any(array(select account_key from wanted))
    ), moved as (
      update poll_plans p set next_poll_at = j.free_at
      from judged j where ${movesPlans} and not j.is_permitted and p.connection_id = j.connection_id
        and p.connection_id = any(array(select connection_id from judged where not is_permitted))
    )
    update poll_plans p set fence = p.fence + 1, lease_until = ${leaseUntil}
    from judged j where j.is_permitted and p.connection_id = j.connection_id
      and p.connection_id = any(array(select connection_id from judged where is_permitted))
    returning p.connection_id as "connectionId", p.fence, p.is_suspect as "isSuspect", p.reason,
      p.memory, p.newest_taken_at as "newestTakenAt", p.aside_count as "rejectedCount",
      j.planned_at as "plannedAt", j.read_at as "readAt"`,
  );
  return rows;
}
