import { migrateToLatest } from '#db';
import {
  loginSpacingMs,
  loginsPerWindowMax,
  passwordRequestsPerWindowMax,
} from '#src/providers/dexcom-share/login-budget.ts';
import { createLog } from '#std/log';
import { type Bench, type BenchReport, barAtLeast, barAtMost, countSetting } from './bench.ts';
import { withBenchPostgres } from './database.ts';
import { type Run, runSchedules } from './lockout/run-schedules.ts';

/**
 * Whether anything makes two nodes log in to an account more often than Dexcom bears: hostile
 * schedules through the API of two processes that are killed and stopped, counted by the simulator.
 */
const minuteMs = 60_000;

function reportOf({ verdicts, chaos, answers }: Run): BenchReport {
  const most = (of: (verdict: (typeof verdicts)[number]) => number) =>
    Math.max(...verdicts.map(of));
  const sum = (of: (verdict: (typeof verdicts)[number]) => number) =>
    verdicts.reduce((total, verdict) => total + of(verdict), 0);
  const spacings = verdicts.flatMap(({ shortestLoginSpacingMs: ms }) => (ms === null ? [] : [ms]));
  const broken = verdicts.flatMap(({ seed, broken }) => broken.map((what) => `${seed}: ${what}`));
  return {
    tables: [
      {
        title: 'What befell them',
        columns: ['count'],
        rows: [
          { name: 'schedules', values: [verdicts.length] },
          { name: 'SIGKILLs', values: [chaos.kills.length] },
          { name: 'SIGSTOPs', values: [chaos.pauses.length] },
          { name: 'either while a login was under way', values: [chaos.strikesInLogin] },
          { name: 'times cut off from Postgres', values: [chaos.cuts.length] },
          { name: 'requests with a password', values: [sum((each) => each.passwordRequests)] },
          { name: 'logins', values: [sum((each) => each.logins)] },
          { name: 'lockouts told', values: [sum((each) => each.lockouts)] },
        ],
      },
      {
        title: 'What the API answered',
        columns: ['count'],
        rows: [...answers]
          .toSorted(([one], [other]) => one.localeCompare(other))
          .map(([name, count]) => ({ name, values: [count] })),
      },
    ],
    bars: [
      barAtMost(
        'logins of an account in any ten minutes',
        most(({ mostLogins }) => mostLogins),
        loginsPerWindowMax,
      ),
      barAtMost(
        'requests with its password in any ten minutes',
        most(({ mostPasswordRequests }) => mostPasswordRequests),
        passwordRequestsPerWindowMax,
      ),
      barAtLeast('shortest time between logins', Math.min(...spacings), loginSpacingMs, ' ms'),
      barAtMost('schedules that broke a bound', new Set(broken).size, 0),
    ],
    notes: broken,
  };
}

export const lockout: Bench = {
  name: 'lockout',
  summary: 'hostile schedules over two nodes that are killed, counted by the simulator',
  async run(options) {
    const seedCount = countSetting(options, 'seeds', 50);
    const minutes = countSetting(options, 'minutes', 25);
    const pace = countSetting(options, 'pace', 4);
    options.progress(`${seedCount} schedules of ${minutes} minutes, ${pace} times as fast`);
    const seeds = Array.from({ length: seedCount }, (_, index) => index + 1);
    const durationMs = minutes * minuteMs;
    return withBenchPostgres({ isDurable: false }, async ({ url }) => {
      await migrateToLatest(url, createLog('error'));
      return reportOf(await runSchedules({ databaseUrl: url, pace, seeds, durationMs }));
    });
  },
};
