import {
  type AccountRecord,
  chanceAt,
  mostOutOfOrderMs,
  type ShownReading,
  sensorOfOrdinal,
  type Trend,
  tellingsOf,
  truths,
  within,
} from '#simulator/people';
import type { OAuthWorld } from './oauth-world.ts';
import type { Realm } from './realm.ts';
import { changeAt, type Receiver, type Wearer } from './wearer.ts';

/**
 * The estimated glucose values that a realm shows of a wearer: what Share shows, later, and what a
 * receiver took, once it was uploaded.
 */
export interface Egv {
  /** The instant of the sensor's reading, by which orders name it. */
  readonly sourceAtMs: number;
  /** What told it: each tells a record of its own. */
  readonly device: 'phone' | 'watch' | 'receiver';
  /** By the device's clock, in whole seconds. */
  readonly systemMs: number;
  readonly utcOffsetMinutes: number;
  /** 39 to 401; null where the sensor told an error. */
  readonly valueMgDl: number | null;
  readonly trend: Trend;
  readonly rateMgDlPerMinute: number | null;
  readonly ordinal: number;
  /** When it was first shown here. */
  readonly arrivedAtMs: number;
}

/** Newest reading first. Bounds are of the sensor's instants; both ends belong to it. */
interface Span {
  readonly nowMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

const topic = { rate: 401 };
const leastMgDl = 39;
/** An instant becomes a whole second. */
const roundingMs = 1000;

/** All that is shown of readings that the devices dated in the span, and some around it. */
export function* egvsOf(
  world: OAuthWorld,
  realm: Realm,
  wearer: Wearer,
  { nowMs, fromMs, toMs }: Span,
): Generator<Egv> {
  const { record, settings } = wearer;
  const driftMs = Math.abs(settings.receiver?.driftMs ?? 0);
  const awryMs = mostOutOfOrderMs(record) + driftMs + roundingMs;
  const newestMs = Math.min(toMs + awryMs, nowMs);
  const oldestMs = Math.max(fromMs - awryMs, dataSince(world, wearer)) - 1;
  for (const truth of truths(record, newestMs, oldestMs, nowMs)) {
    const { visibleAtMs } = truth;
    if (visibleAtMs === null) continue;
    const told = { world, wearer, nowMs, heldUntilMs: truth.atMs + world.style.holdMs[realm] };
    if (!settings.receiver?.isAlone) yield* byPhone(told, truth);
    if (settings.receiver) yield* byReceiver(told, settings.receiver, truth);
  }
}

interface Telling {
  readonly world: OAuthWorld;
  readonly wearer: Wearer;
  readonly nowMs: number;
  readonly heldUntilMs: number;
}

export function dataSince({ dataSinceMs }: OAuthWorld, { settings }: Wearer): number {
  return settings.dataSinceMs ?? dataSinceMs;
}

/** When a receiver is uploaded next, from an instant on. */
function uploadAfter({ uploadEveryMs }: Receiver, atMs: number): number {
  return Math.ceil(atMs / uploadEveryMs) * uploadEveryMs;
}

function released({ style: { releaseEveryMs } }: OAuthWorld, dueAtMs: number): number {
  return releaseEveryMs > 0 ? Math.ceil(dueAtMs / releaseEveryMs) * releaseEveryMs : dueAtMs;
}

/** And by the watch beside it. */
function* byPhone(telling: Telling, truth: Truth): Generator<Egv> {
  const { world, wearer, nowMs, heldUntilMs } = telling;
  const arrivedAtMs = released(world, Math.max(heldUntilMs, truth.visibleAtMs ?? 0));
  if (arrivedAtMs > nowMs) return;
  const base = { sourceAtMs: truth.atMs, ordinal: truth.ordinal, arrivedAtMs };
  for (const told of toldOnce(wearer.record, truth, nowMs)) {
    const device = told.isByWatch ? 'watch' : 'phone';
    yield* asChanged(telling, { ...base, device, told });
  }
}

function* byReceiver(telling: Telling, receiver: Receiver, truth: Truth): Generator<Egv> {
  const { world, wearer, nowMs, heldUntilMs } = telling;
  const uploadAtMs = uploadAfter(receiver, truth.atMs);
  const arrivedAtMs = released(world, Math.max(heldUntilMs, uploadAtMs));
  if (arrivedAtMs > nowMs) return;
  const [last] = toldOnce(wearer.record, truth, Number.POSITIVE_INFINITY);
  if (!last) return;
  const told = { ...last, wallMs: truth.atMs + receiver.driftMs };
  const base = { sourceAtMs: truth.atMs, ordinal: truth.ordinal, arrivedAtMs };
  yield* asChanged(telling, { ...base, device: 'receiver', told });
}

type Truth = Parameters<typeof tellingsOf>[1];

/** Share shows some readings twice; here each has an id. */
function toldOnce(record: AccountRecord, truth: Truth, nowMs: number): readonly ShownReading[] {
  return tellingsOf(record, truth, nowMs).filter((told, at, all) => told !== all[at - 1]);
}

function* asChanged(
  { world, wearer, nowMs }: Telling,
  {
    told,
    ...egv
  }: Pick<Egv, 'sourceAtMs' | 'ordinal' | 'device' | 'arrivedAtMs'> & {
    readonly told: ShownReading;
  },
): Generator<Egv> {
  const made = changeAt(wearer, `${egv.sourceAtMs}`, nowMs)?.change;
  if (made?.isDeleted) return;
  const wholeSeconds = world.style.seconds === 'round' ? Math.round : Math.floor;
  const valueMgDl = made?.value === undefined ? told.valueMgDl : Number(made.value);
  yield {
    ...egv,
    arrivedAtMs: Math.max(egv.arrivedAtMs, made?.fromMs ?? 0),
    systemMs: 1000 * wholeSeconds(told.wallMs / 1000),
    utcOffsetMinutes: told.utcOffsetMinutes,
    valueMgDl: valueMgDl < leastMgDl ? null : valueMgDl,
    trend: told.trend,
    rateMgDlPerMinute: rateOf(wearer.record, told.trend, egv.ordinal),
  };
}

const rates: Readonly<Partial<Record<Trend, readonly [number, number]>>> = {
  DoubleUp: [3, 6],
  SingleUp: [2, 3],
  FortyFiveUp: [1, 2],
  Flat: [-1, 1],
  FortyFiveDown: [-2, -1],
  SingleDown: [-3, -2],
  DoubleDown: [-6, -3],
};

/** Within what the trend says; null where it says nothing. */
function rateOf({ seed }: AccountRecord, trend: Trend, ordinal: number): number | null {
  const range = rates[trend];
  return range ? Math.round(10 * within(chanceAt(seed, topic.rate, ordinal), range)) / 10 : null;
}

/** Which transmitter measured it, and how many seconds after its start. */
export function transmitterOf({ ordinal, sourceAtMs }: Egv): {
  readonly number: number;
  readonly ticks: number;
} {
  const { number, index } = sensorOfOrdinal(ordinal);
  return { number, ticks: index > 0 ? index * 300 : Math.floor(sourceAtMs / 1000) % 864_000 };
}
