import {
  type AccountRecord,
  type Flaws,
  type InjectedReading,
  ordersOf,
  type SecondDevice,
  type Visibility,
} from './account.ts';
import { bellAt, chanceAt, within } from './chance.ts';
import { type Gap, seededGapAt } from './gap.ts';
import { displayedMgDl, type Moment, type ReadingTruth, type Revision } from './reading.ts';

/**
 * What Dexcom's cloud shows of an account at an instant: the readings of the source that have
 * arrived, with the account's flaws and orders applied. It is a pure function of the account's seed,
 * the orders and the time.
 */
export interface ShownReading {
  readonly wallMs: number;
  readonly systemMs: number;
  readonly utcOffsetMinutes: number;
  readonly valueMgDl: number;
  readonly trend: Revision['trend'];
  readonly isByWatch: boolean;
}

export interface Window {
  readonly nowMs: number;
  readonly windowMs: number;
  readonly countMax: number;
}

const topic = { typical: 301, jitter: 302, isSlow: 303, slow: 304 };
const deviceTopic = { isTold: 321, apart: 322 };
const flawTopic = { missing: 311, twice: 312, revised: 313, size: 314, wait: 315, special: 316 };
const specialCodes = [1, 2, 3, 5, 6, 9, 10, 12] as const;
const correctionMs = [5 * 60_000, 20 * 60_000] as const;

/** The readings of the last `windowMs`, newest first, at most `countMax`. */
export function shownReadings(record: AccountRecord, window: Window): ShownReading[] {
  const { nowMs, windowMs, countMax } = window;
  const cutoffMs = nowMs - windowMs;
  const awryMs = mostOutOfOrderMs(record);
  const shown: ShownReading[] = [];
  for (const truth of truths(record, nowMs, cutoffMs - awryMs, nowMs)) {
    if (shown.length >= countMax && awryMs === 0) break;
    shown.push(...tellingsOf(record, truth, nowMs).filter(({ wallMs }) => wallMs > cutoffMs));
  }
  if (awryMs > 0) shown.sort((one, other) => other.wallMs - one.wallMs);
  return shown.slice(0, countMax);
}

/** What the devices of the wearer told of a reading, as far as it is shown at an instant. */
export function tellingsOf(
  record: AccountRecord,
  truth: ReadingTruth & { readonly ordinal: number },
  nowMs: number,
): ShownReading[] {
  const { wallMs, systemMs, utcOffsetMinutes } = truth;
  const version = versionAt(truth, nowMs);
  const told: ShownReading[] = [];
  if (version) {
    const { valueMgDl, trend } = version;
    const byPhone = { wallMs, systemMs, utcOffsetMinutes, valueMgDl, trend, isByWatch: false };
    told.push(byPhone);
    if (truth.isTwice) told.push(byPhone);
  }
  const { secondDevice } = record.settings;
  if (!secondDevice || !isToldBy(record, secondDevice, truth)) return told;
  const toldByOther = versionAt(truth, nowMs - secondDevice.delayMs);
  if (!toldByOther) return told;
  const { valueMgDl, trend } = toldByOther;
  const draw = chanceAt(record.seed, deviceTopic.apart, truth.ordinal);
  const apartMs = Math.round(within(draw, secondDevice.apartMs));
  const times = { wallMs: wallMs + apartMs, systemMs: systemMs + apartMs };
  return [...told, { ...times, utcOffsetMinutes, valueMgDl, trend, isByWatch: true }];
}

function isToldBy(
  record: AccountRecord,
  { share, hours: [from, to] }: SecondDevice,
  { atMs, ordinal }: { readonly atMs: number; readonly ordinal: number },
): boolean {
  const hour = (atMs % 86_400_000) / 3_600_000;
  return hour >= from && hour < to && isDrawn(record, deviceTopic.isTold, share, ordinal);
}

/**
 * All readings after `afterMs` up to `untilMs`, newest first, each with every value that will ever be
 * shown. Readings that an order added are in their place, future ones first. With `lookedAtMs`, only
 * those that are not thinned out by then.
 */
export function* truths(
  record: AccountRecord,
  untilMs: number,
  afterMs: number,
  lookedAtMs: number | null = null,
): Generator<ReadingTruth & { readonly ordinal: number }> {
  record.source ??= record.createSource(record);
  const injected = (record.orders?.injected ?? []).filter(({ atMs }) => atMs > afterMs);
  for (const moment of record.source.walk(untilMs, afterMs)) {
    while (injected.at(-1) && (injected.at(-1)?.atMs ?? 0) >= moment.atMs) {
      yield truthOfInjected(record, injected.pop() as InjectedReading);
    }
    // Months of a fast sensor are many moments: what is left out must cost next to nothing.
    if (lookedAtMs !== null && isThinnedOut(record, moment, lookedAtMs)) continue;
    yield truthOf(record, moment);
  }
  while (injected.length > 0) yield truthOfInjected(record, injected.pop() as InjectedReading);
}

function truthOf(
  record: AccountRecord,
  moment: Moment,
): ReadingTruth & { readonly ordinal: number } {
  const { atMs, ordinal } = moment;
  const visibleAtMs = visibleAtMsOf(record, moment);
  return {
    atMs,
    ordinal,
    ...clocksAt(record, atMs),
    utcOffsetMinutes: utcOffsetAt(record, atMs),
    visibleAtMs,
    isTwice: isDrawn(record, flawTopic.twice, record.settings.flaws.twiceShare, ordinal),
    /** Measured only when somebody looks: most readings of a walk are not shown yet. */
    get versions() {
      return visibleAtMs === null ? [] : versionsOf(record, moment, visibleAtMs);
    },
  };
}

function truthOfInjected(
  record: AccountRecord,
  reading: InjectedReading,
): ReadingTruth & { readonly ordinal: number } {
  const { atMs, visibleAtMs, valueMgDl, trend } = reading;
  return {
    atMs,
    ordinal: 0,
    ...clocksAt(record, atMs),
    utcOffsetMinutes: utcOffsetAt(record, atMs),
    visibleAtMs,
    isTwice: false,
    versions: withOrderedRevisions(record, atMs, [{ visibleAtMs, valueMgDl, trend }]),
  };
}

function versionAt(truth: ReadingTruth, nowMs: number): Revision | undefined {
  if (truth.visibleAtMs === null || truth.visibleAtMs > nowMs) return undefined;
  return truth.versions.findLast(({ visibleAtMs }) => visibleAtMs <= nowMs);
}

function isThinnedOut(record: AccountRecord, { atMs, ordinal }: Moment, nowMs: number): boolean {
  const { thinning } = record.settings;
  if (!thinning || nowMs - atMs <= thinning.afterMs) return false;
  return ordinal % thinning.every !== 0;
}

function visibleAtMsOf(record: AccountRecord, moment: Moment): number | null {
  const { flaws, visibility } = record.settings;
  const scripted = record.source?.scriptOf(moment)?.visibleAtMs;
  if (scripted !== undefined) return throughGap(orderedGapAt(record, moment.atMs), scripted);
  if (isDrawn(record, flawTopic.missing, flaws.missingShare, moment.ordinal)) return null;
  const delayMs = visibilityDelayMs(record.seed, visibility, moment.ordinal);
  const gap = orderedGapAt(record, moment.atMs) ?? seededGapAt(record.seed, flaws, moment.atMs);
  return throughGap(gap, moment.atMs + delayMs);
}

function throughGap(gap: Gap | null, visibleAtMs: number | null): number | null {
  if (gap === null || visibleAtMs === null) return visibleAtMs;
  return gap.backfillAtMs === null ? null : Math.max(gap.backfillAtMs, visibleAtMs);
}

function orderedGapAt(record: AccountRecord, atMs: number): Gap | null {
  const gaps = record.orders?.gaps;
  return gaps?.findLast(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs) ?? null;
}

/** How long after its instant a reading of this ordinal is shown, gaps aside. */
function visibilityDelayMs(seed: number, visibility: Visibility, ordinal: number): number {
  const { typicalMs, jitterMedianMs, jitterSigma, slowShare, slowMs } = visibility;
  let delayMs = within(chanceAt(seed, topic.typical, 0), typicalMs);
  if (jitterMedianMs > 0) {
    delayMs += jitterMedianMs * Math.exp(jitterSigma * bellAt(seed, topic.jitter, ordinal));
  }
  if (slowShare > 0 && chanceAt(seed, topic.isSlow, ordinal) < slowShare) {
    delayMs += within(chanceAt(seed, topic.slow, ordinal), slowMs);
  }
  return Math.round(delayMs);
}

function versionsOf(
  record: AccountRecord,
  moment: Moment,
  visibleAtMs: number,
): readonly Revision[] {
  const source = record.source ?? record.createSource(record);
  const measured = { ...source.measure(moment), visibleAtMs };
  const scripted = source.scriptOf(moment)?.revisions;
  const versions = scripted
    ? [measured, ...scripted]
    : withFlaws(record, record.settings.flaws, moment.ordinal, measured);
  return withOrderedRevisions(record, moment.atMs, versions);
}

function withFlaws(
  { seed }: AccountRecord,
  flaws: Flaws,
  ordinal: number,
  measured: Revision,
): readonly Revision[] {
  if (flaws.specialCodeShare > 0) {
    const draw = chanceAt(seed, flawTopic.special, ordinal) / flaws.specialCodeShare;
    const code = draw < 1 ? specialCodes[Math.floor(draw * specialCodes.length)] : undefined;
    if (code !== undefined) return [{ ...measured, valueMgDl: code, trend: 'NotComputable' }];
  }
  if (flaws.revisedShare > 0 && chanceAt(seed, flawTopic.revised, ordinal) < flaws.revisedShare) {
    const draw = 2 * chanceAt(seed, flawTopic.size, ordinal) - 1;
    const awayMgDl = Math.sign(draw) * Math.round(within(Math.abs(draw), [3, 15]));
    const waitMs = Math.round(within(chanceAt(seed, flawTopic.wait, ordinal), correctionMs));
    const first = { ...measured, valueMgDl: displayedMgDl(measured.valueMgDl + awayMgDl) };
    return [first, { ...measured, visibleAtMs: measured.visibleAtMs + waitMs }];
  }
  return [measured];
}

function withOrderedRevisions(
  record: AccountRecord,
  atMs: number,
  versions: readonly Revision[],
): readonly Revision[] {
  const ordered = record.orders?.revisions.get(atMs);
  if (!ordered) return versions;
  return [...versions, ...ordered].sort((one, other) => one.visibleAtMs - other.visibleAtMs);
}

function isDrawn(record: AccountRecord, about: number, share: number, ordinal: number): boolean {
  return share > 0 && chanceAt(record.seed, about, ordinal) < share;
}

function clocksAt(record: AccountRecord, atMs: number) {
  const { phoneClockErrorMs, systemTimeErrorMs } = record.settings;
  const errors = record.orders?.clockErrors;
  const ordered = errors?.findLast(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
  const wallMs = atMs + (ordered?.errorMs ?? phoneClockErrorMs);
  return { wallMs, systemMs: (ordered?.isSystemTimeRight ? atMs : wallMs) + systemTimeErrorMs };
}

/** How far an instant may lie from where its reading stands in the order of the sensor. */
export function mostOutOfOrderMs({ settings, orders }: AccountRecord): number {
  const errors = (orders?.clockErrors ?? []).map(({ errorMs }) => Math.abs(errorMs));
  const clockMs = Math.max(Math.abs(settings.phoneClockErrorMs), ...errors);
  const apartMs = (settings.secondDevice?.apartMs ?? []).map((ms) => Math.abs(ms));
  return clockMs + Math.max(0, ...apartMs);
}

export function utcOffsetAt(record: AccountRecord, atMs: number): number {
  const offsets = record.orders?.utcOffsets;
  const ordered = offsets?.findLast(({ fromMs }) => fromMs <= atMs);
  return ordered ? ordered.utcOffsetMinutes : record.settings.utcOffsetMinutes;
}

/** Puts a reading into the cloud, as an uploading phone or an order does. */
export function injectReading(record: AccountRecord, reading: InjectedReading): void {
  const { injected } = ordersOf(record);
  const after = injected.findIndex(({ atMs }) => atMs > reading.atMs);
  injected.splice(after < 0 ? injected.length : after, 0, reading);
}
