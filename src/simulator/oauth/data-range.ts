import { utcOffsetAt } from '#simulator/people';
import { entriesOf } from './diary.ts';
import { dataSince, type Egv, egvsOf } from './egvs.ts';
import type { OAuthWorld } from './oauth-world.ts';
import type { Realm } from './realm.ts';
import type { Wearer } from './wearer.ts';
import { writeTimes } from './wire-time.ts';

/** From when to when there are records of a kind that are shown; with `sinceMs`, new since then. */
export type DataKind = 'egvs' | 'events' | 'calibrations';

interface Moment {
  readonly systemTime: string;
  readonly displayTime: string;
}

interface RangeOf {
  readonly kind: DataKind;
  readonly nowMs: number;
  readonly sinceMs: number | null;
}

const dayMs = 86_400_000;
/** A phone that was away tells what its sensor kept of the day before. */
const lateMsMax = 2 * dayMs;

/** Without a zone, as the documentation shows it. Null for no records. */
export function rangeOf(
  world: OAuthWorld,
  realm: Realm,
  wearer: Wearer,
  asked: RangeOf,
): { readonly start: Moment; readonly end: Moment } | null {
  const instants =
    asked.kind === 'egvs'
      ? egvInstants(world, realm, wearer, asked)
      : entryInstants(world, realm, wearer, asked);
  if (!instants) return null;
  const [startMs, endMs] = instants;
  const write = (atMs: number) => writeTimes('no-zone', 0, atMs, utcOffsetAt(wearer.record, atMs));
  return { start: write(startMs), end: write(endMs) };
}

type Instants = readonly [startMs: number, endMs: number] | null;

function egvInstants(
  world: OAuthWorld,
  realm: Realm,
  wearer: Wearer,
  { nowMs, sinceMs }: RangeOf,
): Instants {
  const firstMs = dataSince(world, wearer);
  const newestOf = (toMs: number) =>
    firstOf(egvsOf(world, realm, wearer, { nowMs, fromMs: firstMs, toMs }));
  const newest = newestOf(nowMs);
  if (!newest) return null;
  if (sinceMs === null) return [oldestMs(world, realm, wearer, nowMs), newest.systemMs];
  const isNew = (egv: Egv) =>
    (world.style.lastSyncTime === 'arrival' ? egv.arrivedAtMs : egv.systemMs) > sinceMs;
  const fromMs = Math.max(firstMs, reachOf(world, realm, wearer, sinceMs));
  const found: number[] = [];
  for (const egv of egvsOf(world, realm, wearer, { nowMs, fromMs, toMs: nowMs })) {
    if (isNew(egv)) found.push(egv.systemMs);
  }
  return found.length === 0 ? null : [Math.min(...found), Math.max(...found)];
}

/** Looked for in steps that grow, since a wearer may have worn nothing at first. */
function oldestMs(world: OAuthWorld, realm: Realm, wearer: Wearer, nowMs: number): number {
  const firstMs = dataSince(world, wearer);
  for (let spanMs = dayMs; ; spanMs *= 4) {
    const toMs = firstMs + spanMs;
    let oldest: Egv | undefined;
    for (const egv of egvsOf(world, realm, wearer, { nowMs, fromMs: firstMs, toMs })) oldest = egv;
    if (oldest) return oldest.systemMs;
    if (toMs > nowMs) return nowMs;
  }
}

/** The earliest instant of a reading that can have come after `sinceMs`. */
function reachOf(world: OAuthWorld, realm: Realm, wearer: Wearer, sinceMs: number): number {
  const { receiver } = wearer.settings;
  const held = sinceMs - world.style.holdMs[realm] - world.style.releaseEveryMs - lateMsMax;
  const uploaded = receiver ? held - receiver.uploadEveryMs : held;
  const changed = [...wearer.changes].flatMap(([key, made]) =>
    made.some(({ fromMs }) => fromMs > sinceMs) && Number.isFinite(Number(key))
      ? [Number(key)]
      : [],
  );
  const filled = (wearer.record.orders?.gaps ?? []).flatMap(({ fromMs, backfillAtMs }) =>
    backfillAtMs !== null && backfillAtMs > sinceMs ? [fromMs] : [],
  );
  const late = (wearer.record.orders?.injected ?? []).flatMap(({ atMs, visibleAtMs }) =>
    visibleAtMs > sinceMs ? [atMs] : [],
  );
  return Math.min(uploaded, ...changed, ...filled, ...late);
}

function firstOf<T>(all: Iterable<T>): T | undefined {
  for (const one of all) return one;
  return undefined;
}

function entryInstants(
  world: OAuthWorld,
  realm: Realm,
  wearer: Wearer,
  { kind, nowMs, sinceMs }: RangeOf,
): Instants {
  const fromMs = dataSince(world, wearer);
  const found = entriesOf(world, realm, wearer, { nowMs, fromMs, toMs: nowMs })
    .filter(({ type }) => (type === 'calibration') === (kind === 'calibrations'))
    .filter(({ atMs, arrivedAtMs }) => {
      const newness = world.style.lastSyncTime === 'arrival' ? arrivedAtMs : atMs;
      return sinceMs === null || newness > sinceMs;
    })
    .map(({ atMs }) => atMs);
  return found.length === 0 ? null : [Math.min(...found), Math.max(...found)];
}
