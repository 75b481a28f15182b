import { serialization } from '@junction-api/sdk';
import { expect } from 'vitest';

const { ClientFacingGlucoseChanged, ClientFacingDeviceChanged } = serialization;

interface Parser {
  // biome-ignore lint/suspicious/noExplicitAny: each parser names the raw form of its own event.
  parse(raw: any, options: typeof lenient): { readonly ok: boolean; readonly errors?: unknown };
}

/** Each event that the hosted service has, with its own published parser. */
const parsers: Readonly<Record<string, Parser>> = {
  'daily.data.glucose': ClientFacingGlucoseChanged,
  'daily.data.carbohydrates': serialization.ClientFacingCarbohydratesChanged,
  'daily.data.insulin_injection': serialization.ClientFacingInsulinInjectionChanged,
  'daily.data.workout_duration': serialization.ClientFacingWorkoutDurationChanged,
  'daily.data.note': serialization.ClientFacingNoteChanged,
  'historical.data.glucose': serialization.ClientFacingGlucoseHistoricalPullCompleted,
  'historical.data.carbohydrates': serialization.ClientFacingCarbohydratesHistoricalPullCompleted,
  'historical.data.insulin_injection':
    serialization.ClientFacingInsulinInjectionHistoricalPullCompleted,
  'historical.data.workout_duration':
    serialization.ClientFacingWorkoutDurationHistoricalPullCompleted,
  'historical.data.note': serialization.ClientFacingNoteHistoricalPullCompleted,
  'provider.connection.created': serialization.ClientFacingProviderConnectionCreatedEvent,
  'provider.connection.error': serialization.ClientFacingProviderConnectionErrorEvent,
  'provider.device': ClientFacingDeviceChanged,
};

/** What it has no event for. */
const own =
  /^(link|dexcom|webhook|message)\.|\.deleted$|\.calibration\.|connection\.(stalled|recovered|disconnected)$/;

const lenient = {
  unrecognizedObjectKeys: 'passthrough',
  allowUnrecognizedEnumValues: true,
} as const;

/**
 * Holds a payload to be readable by the published client of the hosted service. Returns false for an
 * event that only this gateway has.
 */
export function expectHosted(payload: unknown): boolean {
  const { event_type: type } = payload as { readonly event_type: string };
  if (own.test(type)) return false;
  const parser = parsers[type] ?? parsers[type.replace(/\.(created|updated)$/, '')];
  expect(parser, type).toBeDefined();
  expect(parser?.parse(payload, lenient), type).toMatchObject({ ok: true });
  return true;
}
