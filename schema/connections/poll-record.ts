import type { PollOutcomeKind, PollRecord } from '#poller';
import { builder, describedValues } from '#schema/kit';

const outcomes: Readonly<Record<PollOutcomeKind, string>> = {
  read: 'Dexcom answered with readings, or with none.',
  'session-renewed': 'The session had ended and was renewed.',
  'permit-lapsed':
    'Too late to be asked within the floor between reads, or to be asked for less; asked again soon.',
  refused: 'Dexcom refused the user name or password.',
  'locked-out': 'Dexcom has locked the account for a while.',
  'login-deferred': 'A login was due and had to wait, to spare the account.',
  throttled: 'Dexcom asked us to wait.',
  unavailable: 'Dexcom could not be reached, or did not answer sensibly.',
  'gateway-fault': 'The gateway could not ask, because of a fault of its own.',
};

export const PollOutcomeEnum = builder.enumType('PollOutcome', {
  description: 'What became of a poll.',
  values: describedValues(outcomes),
});

export const PollRecordType = builder.objectRef<PollRecord>('PollRecord').implement({
  description: 'One poll of a connection.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When it ended.', resolve: ({ at }) => at }),
    outcome: t.field({
      type: PollOutcomeEnum,
      description: 'What became of it.',
      resolve: ({ outcome }) => outcome,
    }),
    createdCount: t.exposeInt('createdCount', { description: 'Samples that were new.' }),
    updatedCount: t.exposeInt('updatedCount', { description: 'Samples that changed.' }),
    durationMs: t.exposeInt('durationMs', { description: 'Milliseconds that Dexcom took.' }),
  }),
});
