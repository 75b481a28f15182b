import type { Config } from '#config';
import { abandonLinks, forgetConsents, forgetLinkTokens } from '#connections';
import type { Db } from '#db';
import { pruneDiary } from '#diary';
import { ensureEventPartitions, pruneEvents } from '#events';
import { ensureSamplePartitions, pruneSamples } from '#glucose';
import type { Task } from '#maintenance';
import { forgetExpiredPermits } from '#permits';
import { forgetIdleAccounts } from '#poll-plans';
import { prunePollHistory } from '#poller';
import { judgeRegions } from '#region-status';
import { type Clock, dateOf } from '#std/clock';
import { type EraseHook, endAgedSessions, eraseDueUsers, forgetSessions, pruneAudit } from '#teams';
import { repairSamples } from './repair-samples.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The periodic tasks of each worker; two nodes may run the same one at once. */
export function maintenanceTasks(
  db: Db,
  clock: Clock,
  config: Pick<Config, 'eventRetentionDays' | 'sampleRetentionDays' | 'auditRetentionDays'>,
  eraseHooks: readonly EraseHook[],
): Task[] {
  const { eventRetentionDays: keepDays, sampleRetentionDays, auditRetentionDays } = config;
  const ago = (days: number) => new Date(clock.nowMs() - days * dayMs);
  return [
    {
      name: 'make-partitions',
      everyMs: hourMs,
      async run() {
        await ensureEventPartitions(db, dateOf(clock));
        await ensureSamplePartitions(db, dateOf(clock));
        return 0;
      },
    },
    {
      name: 'prune-events',
      everyMs: hourMs,
      run: async () => (await pruneEvents(db, { keepDays, now: dateOf(clock) })) ?? 0,
    },
    {
      name: 'prune-polls',
      everyMs: hourMs,
      run: () => prunePollHistory(db, dateOf(clock)),
    },
    {
      name: 'prune-samples',
      everyMs: dayMs,
      run: async () => (sampleRetentionDays ? pruneSamples(db, ago(sampleRetentionDays)) : 0),
    },
    {
      name: 'prune-diary',
      everyMs: dayMs,
      run: async () => (sampleRetentionDays ? pruneDiary(db, ago(sampleRetentionDays)) : 0),
    },
    {
      name: 'prune-audit',
      everyMs: hourMs,
      run: async () => (auditRetentionDays ? pruneAudit(db, ago(auditRetentionDays)) : 0),
    },
    { name: 'forget-expired', everyMs: 10 * minuteMs, run: () => forgetExpired(db, dateOf(clock)) },
    { name: 'end-sessions', everyMs: minuteMs, run: () => endAgedSessions(db, clock) },
    { name: 'abandon-links', everyMs: minuteMs, run: () => abandonLinks(db, clock) },
    { name: 'judge-regions', everyMs: minuteMs, run: () => judgeRegions(db, clock) },
    { name: 'repair-samples', everyMs: minuteMs, run: () => repairSamples(db, clock) },
    { name: 'erase-users', everyMs: minuteMs, run: () => eraseDueUsers(db, clock, eraseHooks) },
  ];
}

/** What can no longer count: windows, login counts, old link tokens, accounts nobody reads. */
async function forgetExpired(db: Db, now: Date): Promise<number> {
  const counts = [
    await forgetExpiredPermits(db, now),
    await forgetLinkTokens(db, now),
    await forgetConsents(db, now),
    await forgetIdleAccounts(db, now),
    await forgetSessions(db, now),
  ];
  return counts.reduce((sum, count) => sum + count, 0);
}
