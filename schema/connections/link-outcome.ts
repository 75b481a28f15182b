import type { ConnectionRecord } from '#connections';
import { checkLink, findLinkAnswer, findLinkOutcome, type LinkOutcomeReport } from '#poller';
import type { Context } from '#schema/kit';
import { builder, checked, ErrorInterface, ExpectedFailure } from '#schema/kit';
import { ConnectionActionEnum, ConnectionStateEnum } from './connection-state.ts';
import { attemptIdRule } from './credentials.ts';
import { HistoricalPull, loadReadingsPull } from './historical-pull.ts';
import { consentFailures, linkFailureOf, linkFailures } from './link-failure-of.ts';
import { LinkTokenRefused, NotConnected } from './link-failures.ts';
import { LinkSuccess, linkedForWearer } from './link-success.ts';
import { LinkVerdictEnum } from './link-verdict.ts';
import { firstReadingExpectedAt, presentOf } from './present-of.ts';
import { ProviderEnum } from './provider.ts';
import { stateTextNow } from './state-text-now.ts';

/** The connection as the bearer of the link may know it. */
const LinkedConnection = builder.objectRef<ConnectionRecord>('LinkedConnection').implement({
  description: 'What a link connected, as far as its bearer may know.',
  fields: (t) => ({
    connectionId: t.id({
      description: 'The global id of the connection.',
      resolve: ({ id }) => `Connection:${id}`,
    }),
    provider: t.field({
      type: ProviderEnum,
      description: 'At which provider.',
      resolve: ({ provider }) => provider,
    }),
    state: t.field({
      type: ConnectionStateEnum,
      description: 'What it is at this moment.',
      resolve: (connection, _args, context) => presentOf(connection, context).state,
    }),
    stateSince: t.field({
      type: 'DateTime',
      description: 'Since when it is that.',
      resolve: (connection, _args, context) => presentOf(connection, context).since,
    }),
    stateUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When a lockout or a throttle ends; null for other states.',
      resolve: ({ stateUntil }) => stateUntil,
    }),
    action: t.field({
      type: ConnectionActionEnum,
      nullable: true,
      description: 'What the wearer can do about it now; null where there is nothing to do.',
      resolve: async (connection, _args, context) =>
        (await stateTextNow(connection, context)).action,
    }),
    isSharingOn: t.boolean({
      nullable: true,
      description: 'Whether Share is on, as Dexcom last said; null when not asked or not told.',
      resolve: ({ isSharingOn }) => isSharingOn,
    }),
    followerCount: t.int({
      nullable: true,
      description: 'How many followers Share has, invitations included; null when not known.',
      resolve: ({ followerCount }) => followerCount,
    }),
    hasReadings: t.boolean({
      description: 'Whether any reading has come.',
      resolve: ({ newestTakenAt }) => newestTakenAt !== null,
    }),
    newestReadingAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the newest reading was taken; null when there is none yet.',
      resolve: ({ newestTakenAt }) => newestTakenAt,
    }),
    firstReadingExpectedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When Dexcom is asked next while there is no reading yet; else null.',
      resolve: firstReadingExpectedAt,
    }),
    historicalPull: t.field({
      type: HistoricalPull,
      nullable: true,
      description: 'How far the history of readings has come; null for DEXCOM, which gives a day.',
      resolve: ({ id }, _args, context) => loadReadingsPull(context, id),
    }),
  }),
});

export interface OutcomeForWearer extends LinkOutcomeReport {
  readonly token: string;
}

interface AskedAttempt {
  readonly report: LinkOutcomeReport;
  readonly attemptId: string;
}

const LinkAttempt = builder.objectRef<AskedAttempt>('LinkAttempt').implement({
  description: 'One attempt to link, by the id that was given with it.',
  fields: (t) => ({
    id: t.exposeString('attemptId', { description: 'The id.' }),
    answer: t.field({
      type: LinkSuccess,
      nullable: true,
      description:
        'What it was, or will be, answered; `LinkAttemptUnsettled` while it is under way. Null when ' +
        'no attempt of this id has arrived.',
      errors: {
        types: [...linkFailures, ...consentFailures, NotConnected],
        union: {
          name: 'LinkAttemptAnswer',
          description: 'The success, or the failure that the attempt ended with.',
        },
      },
      resolve: async ({ report: { link }, attemptId }, _args, context) => {
        const answer = link && (await findLinkAnswer(context, link, attemptId));
        if (!answer) return null;
        if (answer.kind !== 'linked') throw linkFailureOf(answer);
        return linkedForWearer(context, answer);
      },
    }),
  }),
});

export const LinkOutcome = builder.objectRef<OutcomeForWearer>('LinkOutcome').implement({
  description:
    'What became of a link. Its token answers this one question also when it was used: at least 15 ' +
    'minutes long.',
  fields: (t) => ({
    verdict: t.field({
      type: LinkVerdictEnum,
      description: 'Whether an account can still be linked with it; UNKNOWN when it tells no more.',
      resolve: ({ verdict }) => verdict,
    }),
    now: t.field({
      type: 'DateTime',
      description: "The gateway's time, against which all others here are to be read.",
      resolve: (_outcome, _args, { clock }) => new Date(clock.nowMs()),
    }),
    connection: t.field({
      type: LinkedConnection,
      nullable: true,
      description: 'What it connected; null while it has connected nothing.',
      resolve: ({ connection }) => connection,
    }),
    checkAllowedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'From when on `checkLink` is possible; null for no more.',
      resolve: ({ checkAllowedAt }) => checkAllowedAt,
    }),
    attempt: t.field({
      type: LinkAttempt,
      description: 'What became of an attempt whose answer was lost on its way.',
      args: {
        id: t.arg.string({ required: true, description: 'The `attemptId` that it was given.' }),
      },
      resolve: (report, { id }) => ({ report, attemptId: checked('id', id, attemptIdRule) }),
    }),
  }),
});

const linkTokenText = 'A token of createLinkToken.';

builder.queryField('linkOutcome', (t) =>
  t.field({
    type: LinkOutcome,
    description: 'Tells the bearer of a link token what became of it.',
    authScopes: { anyone: true },
    args: { linkToken: t.arg.string({ required: true, description: linkTokenText }) },
    resolve: async (_root, { linkToken }, { services }) => ({
      ...(await findLinkOutcome(services.refreshing, linkToken)),
      token: linkToken,
    }),
  }),
);

class CheckLimited extends ExpectedFailure {
  readonly until: Date;
  constructor(until: Date) {
    super(
      'CHECK_LIMITED',
      'This link was checked too often.',
      'Check again at the time given; readings come by themselves meanwhile.',
      { until: until.toISOString() },
    );
    this.until = until;
  }
}

builder.objectType(CheckLimited, {
  name: 'CheckLimited',
  description: 'The limit of checks of a link is reached: one a minute, ten in all.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    until: t.field({
      type: 'DateTime',
      description: 'When the next check is possible.',
      resolve: ({ until }) => until,
    }),
  }),
});

const CheckLinkSuccess = builder
  .objectRef<{ readonly outcome: OutcomeForWearer }>('CheckLinkSuccess')
  .implement({
    description: 'Dexcom was asked, as far as it could be.',
    fields: (t) => ({
      outcome: t.field({
        type: LinkOutcome,
        description: 'What is known now.',
        resolve: ({ outcome }) => outcome,
      }),
    }),
  });

builder.mutationField('checkLink', (t) =>
  t.field({
    type: CheckLinkSuccess,
    description:
      'Asks Dexcom about sharing and readings now, after something was mended: at most once a ' +
      'minute and ten times a link, within the floors of the account, and with no login unless the ' +
      'session has ended. It may take 20 seconds.',
    authScopes: { anyone: true },
    args: { linkToken: t.arg.string({ required: true, description: linkTokenText }) },
    errors: { types: [CheckLimited, LinkTokenRefused, NotConnected] },
    resolve: async (_root, { linkToken: token }, context: Context) => {
      const check = await checkLink(context.services.refreshing, token);
      if (check.kind === 'limited') throw new CheckLimited(check.until);
      if (check.kind === 'checked') return { outcome: { ...check.report, token } };
      if (check.verdict === 'unknown') throw new LinkTokenRefused('token-invalid');
      throw new NotConnected();
    },
  }),
);
