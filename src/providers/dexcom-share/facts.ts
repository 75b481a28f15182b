import { type ProviderFacts, regions } from '#providers/provider';
import { permitTimes } from './login-budget.ts';

const hourMs = 60 * 60 * 1000;

/** Dexcom Share: what a wearer's followers see, about five minutes after it is measured. */
export const dexcomShareFacts = {
  slug: 'dexcom',
  number: 1,
  sensorFamily: 1,
  name: 'Dexcom (G6 And Older)',
  logo: '',
  regions,
  needs: [
    'Share must be on in the Dexcom app.',
    'Share must have at least one follower, or Dexcom reports nothing.',
    "The account must be the wearer's own: a follower's user name and password do not work.",
    'The region must be the one in which the account was made.',
  ],
  historyMs: 24 * hourMs,
  readingsPerAnswerMax: 288,
  // Dexcom ends a session after a day.
  session: { lifeMs: 23 * hourMs, spreadMs: 2 * hourMs },
  permitTimes,
} as const satisfies ProviderFacts;
