import { type EventSource, eventSourceOf, type ProviderSlug } from '#providers';
import { offsetTextOf } from '#std/iso-text';
import { trendArrows } from './readings/index.ts';
import type { Sample } from './sample.ts';
import { mmolLOf } from './units.ts';

/**
 * The `data` of `daily.data.glucose.created` and `.updated`: the grouped timeseries that a consumer
 * of the hosted service knows (mmol/L, `+00:00`), with our own fields beside.
 */
export interface GlucoseEventData {
  readonly user_id: string;
  readonly source_id: number;
  readonly source: GlucoseEventSource;
  readonly data: readonly GlucoseEventSample[];
}

export interface GlucoseEventSource extends EventSource {
  readonly provider: ProviderSlug;
  readonly type: 'unknown';
  readonly app_id: null;
  readonly device_id: null;
  readonly sport: null;
  readonly workout_id: null;
}

export interface GlucoseEventSample {
  /** ISO 8601 in UTC, written `+00:00`. */
  readonly timestamp: string;
  /** Seconds; null when not known. */
  readonly timezone_offset: number | null;
  readonly type: null;
  readonly unit: 'mmol/L';
  /** Two decimals: they give the integer of mg/dL back. */
  readonly value: number;
  readonly value_mg_dl: number;
  /** LOW and HIGH: only known to be below 40 or above 400 mg/dL. */
  readonly range: 'LOW' | 'IN_RANGE' | 'HIGH';
  readonly trend: string;
  readonly trend_arrow: string;
  readonly revision: number;
  readonly is_late: boolean;
  readonly received_at: string;
  /** Absent in events of versions that knew Share alone. */
  readonly origin?: string;
}

/** At most so many samples in one event, so that no body is huge. */
export const samplesPerEventMax = 500;

/** Cuts samples into the bodies of as few events as the limit allows, each of one provider. */
export function glucoseEventsOf(userId: string, samples: readonly Sample[]): GlucoseEventData[] {
  const events: GlucoseEventData[] = [];
  for (const [provider, ofProvider] of Map.groupBy(samples, (sample) => sample.provider)) {
    for (let from = 0; from < ofProvider.length; from += samplesPerEventMax) {
      events.push({
        user_id: userId,
        source_id: 0,
        source: glucoseSourceOf(provider),
        data: ofProvider.slice(from, from + samplesPerEventMax).map(eventSampleOf),
      });
    }
  }
  return events;
}

export function glucoseSourceOf(provider: ProviderSlug): GlucoseEventSource {
  const none = { app_id: null, device_id: null, sport: null, workout_id: null };
  return { provider, type: 'unknown', ...none, ...eventSourceOf(provider) };
}

export function eventSampleOf(sample: Sample): GlucoseEventSample {
  return {
    timestamp: offsetTextOf(sample.takenAt),
    timezone_offset: sample.utcOffsetMinutes === null ? null : sample.utcOffsetMinutes * 60,
    type: null,
    unit: 'mmol/L',
    value: mmolLOf(sample.valueMgDl),
    value_mg_dl: sample.valueMgDl,
    range: sampleRangeOf(sample.valueMgDl),
    trend: sample.trend.toLowerCase(),
    trend_arrow: trendArrows[sample.trend],
    revision: sample.revision,
    is_late: sample.isLate,
    received_at: offsetTextOf(sample.receivedAt),
    origin: sample.origin.toLowerCase(),
  };
}

export function sampleRangeOf(valueMgDl: number): 'LOW' | 'IN_RANGE' | 'HIGH' {
  if (valueMgDl <= 39) return 'LOW';
  return valueMgDl >= 401 ? 'HIGH' : 'IN_RANGE';
}
