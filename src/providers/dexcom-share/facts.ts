import { type ProviderFacts, regions } from '#providers/provider';
import { permitTimes } from './login-budget.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Dexcom Share: what a wearer's followers see, about five minutes after it is measured. */
export const dexcomShareFacts = {
  slug: 'dexcom',
  number: 1,
  sensorFamily: 1,
  name: 'Dexcom (Share)',
  wireName: 'Dexcom (G6 And Older)',
  logo: '',
  regions,
  needs: [
    { code: 'SHARE_ON', sentence: 'Share must be on in the Dexcom app.' },
    {
      code: 'FOLLOWER',
      sentence: 'Share must have at least one follower, or Dexcom reports nothing.',
    },
    {
      code: 'OWN_ACCOUNT',
      sentence:
        "The account must be the wearer's own: a follower's user name and password do not work.",
    },
    {
      code: 'RIGHT_REGION',
      sentence: 'The region must be the one in which the account was made.',
    },
    {
      code: 'DEPENDANT_ACCOUNT',
      sentence:
        "For a child or another dependant, the account must be theirs: a parent's login is refused, " +
        'or has no readings.',
    },
    {
      code: 'SHARING_APP',
      sentence:
        'The readings must reach a Dexcom app with Share: Stelo, and a receiver without a phone, ' +
        'cannot share.',
    },
  ],
  historyMs: 24 * hourMs,
  readingsPerAnswerMax: 288,
  // Dexcom ends a session after a day.
  session: { lifeMs: 23 * hourMs, spreadMs: 2 * hourMs },
  permitTimes,
  origin: 'SHARE',
  lateByMs: { US: 0, OUS: 0, APAC: 0 },
  steadyEveryMs: null,
  refusalRetriesMs: [10 * minuteMs, 10 * minuteMs],
} as const satisfies ProviderFacts;
