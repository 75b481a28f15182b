import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { createLinkToken } from '#connections';
import type { Db } from '#db';
import { closeProviders, createProviders } from '#providers';
import { beginPulls, createPuller } from '#pulls';
import { createSimulator } from '#simulator';
import { systemClock } from '#std/clock';
import { createKeyedHash } from '#std/keyed-hash';
import { silentLog } from '#std/log';
import { createSealer } from '#std/sealed-box';
import { createTeam, createUser } from '#teams';
import { oauthApps, oauthBaseUrlsOf, registerApps } from '#test/consents';
import { linkRigByConsent } from '#test/rig-consents';
import type { Bench, BenchOptions, BenchReport } from './bench.ts';
import { barAtLeast, barAtMost, countSetting } from './bench.ts';
import { startBenchDatabase } from './database.ts';

/**
 * The months before people were linked by consent: what one person's 90 days of all resources cost, and
 * how fast those of many come, compared with what the simulator shows. It shares this process, and
 * its cores: what it takes to make readings up counts as well.
 */
const dayMs = 86_400_000;
const windowMs = 10 * 60_000;
const holdMs = 3_600_000;

export const history: Bench = {
  name: 'history',
  summary: 'pulling 90 days of one person, and --people (20) times --days (30)',
  async run(options): Promise<BenchReport> {
    const endings: (() => Promise<unknown>)[] = [];
    try {
      return await measure(options, (end) => endings.push(end));
    } finally {
      for (const end of endings.reverse()) await end();
    }
  },
};

type Rig = Awaited<ReturnType<typeof createHistoryRig>>;

async function measure(
  options: BenchOptions,
  ending: (end: () => Promise<unknown>) => void,
): Promise<BenchReport> {
  const [people, days] = [countSetting(options, 'people', 20), countSetting(options, 'days', 30)];
  const rig = await createHistoryRig(ending);
  options.progress('one person, 90 days');
  const one = await pullAll(rig, [await linkPerson(rig, 'one', 90)], 90);
  options.progress(`${people} people, ${days} days`);
  const ids: Linked[] = [];
  for (let n = 0; n < people; n += 1) ids.push(await linkPerson(rig, `person-${n}`, days));
  const many = await pullAll(rig, ids, days);
  const perSecond = Math.round(many.sampleCount / many.seconds);
  return {
    tables: [
      {
        title: 'Pulled',
        columns: ['seconds', 'calls', 'samples', 'missing', 'doubled', 'heap MB'],
        rows: [
          { name: 'one person, 90 days', values: figuresOf(one) },
          { name: `${people} people, ${days} days`, values: figuresOf(many) },
        ],
      },
    ],
    bars: [
      barAtMost('one person, 90 days of all resources', one.seconds, 10, ' s'),
      barAtMost('calls for them, without those of the link', one.calls, 18),
      barAtLeast('samples a second of many people', perSecond, 2_400),
      barAtMost('samples that are missing', one.missing + many.missing, 0),
      barAtMost('samples that are doubled', one.doubled + many.doubled, 0),
    ],
    notes: ['The simulator runs in this process; a link takes two calls beside its token.'],
  };
}

interface Pulled {
  readonly seconds: number;
  readonly calls: number;
  readonly sampleCount: number;
  readonly missing: number;
  readonly doubled: number;
  readonly heapMb: number;
}

const figuresOf = (each: Pulled) => [
  ...[each.seconds, each.calls, each.sampleCount, each.missing, each.doubled],
  each.heapMb,
];

interface Linked {
  readonly userId: string;
  readonly username: string;
  readonly linkedAtMs: number;
}

async function createHistoryRig(ending: (end: () => Promise<unknown>) => void) {
  const { db } = await startBenchDatabase(ending);
  const simulator = createSimulator({
    clock: systemClock,
    log: silentLog,
    seed: 7,
    adminPort: null,
  });
  await simulator.start();
  ending(() => simulator.stop());
  registerApps(simulator);
  const keyedHash = createKeyedHash(randomBytes(32));
  const sealer = createSealer([{ id: 'bench', key: randomBytes(32) }]);
  const dexcomOAuth = { apps: oauthApps, baseUrls: oauthBaseUrlsOf(simulator) };
  const shared = { clock: systemClock, keyedHash, log: silentLog };
  const providers = createProviders({ ...shared, dexcomOAuth });
  ending(() => closeProviders(providers));
  const deps = { ...shared, db, sealer, providers, systemClock };
  const source = { kind: 'system' as const, id: null, address: null };
  const team = await createTeam(db, systemClock, source, { name: 'Team' });
  if (team.kind !== 'created') throw new Error('the team was there');
  return { db, simulator, deps, source, teamId: team.team.id, puller: createPuller(deps) };
}

async function linkPerson(rig: Rig, username: string, days: number): Promise<Linked> {
  const { db, deps, teamId, source, simulator } = rig;
  const who = { username, password: 'the-password' };
  simulator.addAccount({ ...who, region: 'US' });
  const made = await createUser(db, systemClock, source, { teamId, clientUserId: username });
  if (made.kind !== 'created') throw new Error(`the user is ${made.kind}`);
  const userId = made.user.id;
  const link = await createLinkToken(db, systemClock, source, { teamId, userId });
  if (!link) throw new Error('there is no link');
  const linkedAtMs = systemClock.nowMs();
  const outcome = await linkRigByConsent({ deps }, { token: link.token }, who, (tx: Db, id) =>
    beginPulls(tx, { connectionId: id, days }, new Date(linkedAtMs)),
  );
  if (outcome !== 'connected') throw new Error(`the link is ${outcome}`);
  return { userId, username, linkedAtMs };
}

async function pullAll(rig: Rig, people: readonly Linked[], days: number): Promise<Pulled> {
  const { db, simulator, puller } = rig;
  const callsBefore = simulator.oauthTotals().calls;
  const startMs = systemClock.monotonicMs();
  let heapMb = 0;
  for (;;) {
    const count = await puller.pullDue();
    heapMb = Math.max(heapMb, Math.round(process.memoryUsage().heapUsed / 1e6));
    if (count > 0) continue;
    if (await isAllHere(db)) break;
    await systemClock.sleep(100);
  }
  const seconds = (systemClock.monotonicMs() - startMs) / 1_000;
  const calls = simulator.oauthTotals().calls - callsBefore;
  const compared: Awaited<ReturnType<typeof compare>>[] = [];
  for (const person of people) compared.push(await compare(rig, person, days));
  const sum = (pick: (each: (typeof compared)[number]) => number) =>
    compared.reduce((total, each) => total + pick(each), 0);
  return {
    ...{ seconds, calls, heapMb, sampleCount: sum((each) => each.count) },
    ...{ missing: sum((each) => each.missing), doubled: sum((each) => each.doubled) },
  };
}

async function isAllHere(db: Db): Promise<boolean> {
  const { rows } = await sql<{ left: boolean }>`
    select exists (select from pulls where ended_at is null or looked_at is null) as left`.execute(
    db,
  );
  return rows[0]?.left === false;
}

async function compare({ db, simulator }: Rig, person: Linked, days: number) {
  const { userId, username, linkedAtMs } = person;
  const rows = await db
    .selectFrom('glucose_samples')
    .select(['taken_at', 'value_mg_dl'])
    .where('user_id', '=', userId)
    .execute();
  const keyOf = (atMs: number, value: number | undefined) => `${Math.floor(atMs / 1_000)} ${value}`;
  const kept = new Set(rows.map((row) => keyOf(row.taken_at.getTime(), row.value_mg_dl)));
  const shown = simulator
    .readingsOf(
      { region: 'US', username },
      linkedAtMs - holdMs,
      linkedAtMs - days * dayMs + windowMs,
    )
    .filter(({ visibleAtMs }) => visibleAtMs !== null);
  const missing = shown.filter(
    ({ wallMs, versions }) => !kept.has(keyOf(wallMs, versions.at(-1)?.valueMgDl)),
  );
  const seconds = new Set(rows.map((row) => Math.floor(row.taken_at.getTime() / 1_000)));
  return { count: rows.length, missing: missing.length, doubled: rows.length - seconds.size };
}
