import type { Trend } from '#simulator/people';
import type { Entry } from './diary.ts';
import { type Egv, transmitterOf } from './egvs.ts';
import type { Grant } from './grants.ts';
import type { OAuthWorld } from './oauth-world.ts';
import { hashOf, recordIdOf } from './record-id.ts';
import type { Wearer, WearerSettings } from './wearer.ts';
import { type WireTimes, writeTimes } from './wire-time.ts';

/** How records are written, in the order of the documentation's fields. */
type WireRecord = Readonly<Record<string, unknown>>;

interface Writing {
  readonly world: OAuthWorld;
  readonly grant: Grant;
  readonly wearer: Wearer;
}

export function writeEgv({ world, grant, wearer }: Writing, egv: Egv): WireRecord {
  const { settings } = wearer;
  const transmitter = transmitterOf(egv);
  const { valueMgDl } = egv;
  return {
    recordId: recordIdOf(world, grant, `egv/${egv.device}/${egv.sourceAtMs}`),
    ...timesOf(settings, egv, egv.systemMs),
    transmitterId: transmitterIdOf(wearer, transmitter.number),
    transmitterTicks: transmitter.ticks,
    value: valueMgDl,
    status: valueMgDl === 401 ? 'high' : valueMgDl === 39 ? 'low' : null,
    trend: wireTrends[egv.trend],
    trendRate: egv.rateMgDlPerMinute,
    unit: 'mg/dL',
    rateUnit: 'mg/dL/min',
    displayDevice: egv.device === 'receiver' ? 'receiver' : settings.phone,
    ...generationOf(settings),
    displayApp: egv.device === 'phone' ? appOf(settings) : nameOf(egv.device),
  };
}

/** An event, or a calibration. `utcOffsetMinutes` is that of its instant. */
export function writeEntry(
  { world, grant, wearer }: Writing,
  entry: Entry,
  utcOffsetMinutes: number,
): WireRecord {
  const { settings } = wearer;
  const number = Math.floor(entry.atMs / 1000);
  const isReceiver = settings.receiver?.isAlone ?? false;
  const at = (atMs: number) =>
    timesOf(
      settings,
      { device: isReceiver ? 'receiver' : 'phone', ordinal: number, utcOffsetMinutes },
      atMs,
    );
  const revision = world.style.edits === 'new-id' ? `/${entry.changeCount}` : '';
  const base = {
    recordId: recordIdOf(world, grant, `${entry.key}${revision}`),
    ...at(entry.atMs),
  };
  const device = {
    transmitterId: transmitterIdOf(wearer, 0),
    ...generationOf(settings),
    displayDevice: isReceiver ? 'receiver' : settings.phone,
  };
  if (entry.type === 'calibration') {
    const transmitterTicks = number % 864_000;
    return { ...base, unit: entry.unit, value: Number(entry.value), transmitterTicks, ...device };
  }
  const recorded = at(entry.recordedAtMs);
  return {
    ...base,
    recordedSystemTime: recorded.systemTime,
    recordedDisplayTime: recorded.displayTime,
    eventStatus: entry.status,
    eventType: entry.type,
    eventSubType: entry.subType,
    value: entry.value,
    unit: entry.unit,
    ...device,
  };
}

/** One row for what shows readings now; the upload is the newest of them. */
export function writeDevices(
  { wearer }: Omit<Writing, 'world' | 'grant'>,
  newest: readonly Egv[],
): readonly WireRecord[] {
  const { settings } = wearer;
  return newest.map((egv) => ({
    lastUploadDate: new Date(egv.arrivedAtMs).toISOString().slice(0, 19),
    transmitterId: transmitterIdOf(wearer, transmitterOf(egv).number),
    ...generationOf(settings),
    displayDevice: egv.device === 'receiver' ? 'receiver' : settings.phone,
    displayApp: egv.device === 'phone' ? appOf(settings) : nameOf(egv.device),
    alertSchedules: [],
  }));
}

function timesOf(
  { times }: WearerSettings,
  { device, ordinal, utcOffsetMinutes }: Pick<Egv, 'device' | 'ordinal' | 'utcOffsetMinutes'>,
  atMs: number,
): WireTimes {
  const form = device === 'receiver' && times === 'documented' ? 'no-zone' : times;
  return writeTimes(form, ordinal, atMs, utcOffsetMinutes);
}

function transmitterIdOf({ record, settings }: Wearer, number: number): string | null {
  if (settings.transmitterIds === 'null') return null;
  if (settings.transmitterIds === 'empty') return '';
  return hashOf(`transmitter/${record.accountId}/${number}`);
}

const generations: Readonly<
  Record<WearerSettings['product'], readonly [generation: string, variant: string]>
> = {
  g6: ['g6', 'g6'],
  g7: ['g7', 'g7'],
  'g7-15-day': ['g7', 'g715day'],
  one: ['g6', 'd1+'],
  'one+': ['g7', 'd1+'],
};

function generationOf({ product }: WearerSettings): WireRecord {
  const [transmitterGeneration, transmitterGenerationVariant] = generations[product];
  return { transmitterGeneration, transmitterGenerationVariant };
}

const apps: Readonly<Record<WearerSettings['product'], string>> = {
  g6: 'G6',
  g7: 'G7',
  'g7-15-day': 'G7',
  one: 'DexcomOne',
  'one+': 'D1G7',
};

function appOf({ product }: WearerSettings): string {
  return apps[product];
}

function nameOf(device: Egv['device']): string {
  return device === 'watch' ? 'Watch' : 'receiver';
}

const wireTrends: Readonly<Record<Trend, string>> = {
  None: 'none',
  DoubleUp: 'doubleUp',
  SingleUp: 'singleUp',
  FortyFiveUp: 'fortyFiveUp',
  Flat: 'flat',
  FortyFiveDown: 'fortyFiveDown',
  SingleDown: 'singleDown',
  DoubleDown: 'doubleDown',
  NotComputable: 'notComputable',
  RateOutOfRange: 'rateOutOfRange',
};
