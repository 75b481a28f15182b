import { type ProviderFacts, regions } from '#providers/provider';
import { refreshPermitTimes } from './refresh-permit.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Dexcom's OAuth API: months of readings, and those of today hours after they were taken. */
export const dexcomOAuthFacts = {
  slug: 'dexcom_v3',
  number: 2,
  // The sensors of Share: what both tell is one sample.
  sensorFamily: 1,
  name: 'Dexcom (OAuth)',
  wireName: 'Dexcom',
  logo: '',
  regions,
  needs: [
    { code: 'RIGHT_REGION', sentence: 'The region must be the one in which the account was made.' },
  ],
  historyMs: 365 * dayMs,
  readingsPerAnswerMax: 100_000,
  // An access token lives for two hours.
  session: { lifeMs: 110 * minuteMs, spreadMs: 20 * minuteMs },
  permitTimes: refreshPermitTimes,
  origin: 'OAUTH',
  lateByMs: { US: hourMs, OUS: 3 * hourMs, APAC: 3 * hourMs },
  steadyEveryMs: 15 * minuteMs,
  // Dexcom has refused good refresh tokens for hours: it is asked four times over more than a day.
  refusalRetriesMs: [10 * minuteMs, hourMs, 6 * hourMs, 20 * hourMs],
} as const satisfies ProviderFacts;
