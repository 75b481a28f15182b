import { createLinkToken, type LinkOutcome, stateTexts } from '#connections';
import { type LinkReport, linkAndPoll } from '#poller';
import { factsOf, passwordProvider } from '#providers';
import type { Context } from '#schema/kit';
import { builder, idOf, maySeeUser, NotFound, teamOf } from '#schema/kit';
import { findTeam, findUser } from '#teams';
import { ConnectionStateEnum } from './connection-state.ts';
import {
  AccountLockedOut,
  AccountTaken,
  CredentialsRefused,
  DexcomUnreachable,
  LinkThrottled,
  LinkTokenRefused,
  NotConnected,
  OtherAccountConnected,
  RegionUnsupported,
} from './link-failures.ts';
import { ProviderEnum } from './provider.ts';

interface CreatedLinkToken {
  readonly token: string;
  readonly expiresAt: Date;
}

const CreateLinkTokenSuccess = builder
  .objectRef<CreatedLinkToken>('CreateLinkTokenSuccess')
  .implement({
    description: 'A link token was made.',
    fields: (t) => ({
      linkToken: t.exposeString('token', {
        description: 'The token. It is shown once, and opens linking for this user only.',
      }),
      expiresAt: t.field({
        type: 'DateTime',
        description: 'When it ends: 60 minutes from now.',
        resolve: ({ expiresAt }) => expiresAt,
      }),
    }),
  });

builder.mutationField('createLinkToken', (t) =>
  t.field({
    type: CreateLinkTokenSuccess,
    description:
      'Makes a token with which a page can link an account to a user, without any other credential. ' +
      'It lasts 60 minutes and is used up by a successful connection only.',
    authScopes: { key: 'link', token: 'link' },
    args: { userId: t.arg.id({ required: true, description: 'Whose account is to be linked.' }) },
    errors: { types: [NotFound] },
    resolve: async (_root, args, context) => {
      const { db, clock } = context;
      const userId = idOf(args.userId, 'User', 'userId');
      const teamId = teamOf(context);
      const user = maySeeUser(context, userId) && (await findUser(db, teamId, { id: userId }));
      if (!user) throw new NotFound('User', 'userId');
      return createLinkToken(db, clock, { teamId, userId });
    },
  }),
);

interface Linked extends LinkReport {
  readonly followerContact: string | null;
}

/** Anybody with a link token gets this, so it shows nothing of the user's data. */
const LinkSuccess = builder.objectRef<Linked>('LinkSuccess').implement({
  description: 'The account is connected; what Dexcom said of it so far.',
  fields: (t) => ({
    connectionId: t.id({
      description: 'The global id of the connection.',
      resolve: ({ connection }) => `Connection:${connection.id}`,
    }),
    isNew: t.boolean({
      description: 'False when a connection that was there got new credentials.',
      resolve: ({ outcome }) => outcome.isNew,
    }),
    state: t.field({
      type: ConnectionStateEnum,
      description: 'The state after the first poll.',
      resolve: ({ connection }) => connection.state,
    }),
    meaning: t.string({
      description: 'What that means: a sentence for the wearer.',
      resolve: ({ connection }) => stateTexts[connection.state].meaning,
    }),
    whatToDo: t.string({
      description: 'What the wearer can do about it now.',
      resolve: ({ connection }) => stateTexts[connection.state].whatToDo,
    }),
    isSharingOn: t.boolean({
      nullable: true,
      description: 'Whether Share is on; null when Dexcom was not asked or did not say.',
      resolve: (linked) => sharingOf(linked),
    }),
    followerCount: t.int({
      nullable: true,
      description: 'How many followers Share has; null when Dexcom was not asked or did not say.',
      resolve: ({ connection }) => connection.followerCount,
    }),
    readingCount: t.int({
      description: 'How many readings the first poll brought.',
      resolve: ({ refreshed }) => (refreshed.kind === 'refreshed' ? refreshed.createdCount : 0),
    }),
    hasReadings: t.boolean({
      description: 'Whether any reading has come.',
      resolve: ({ connection }) => connection.newestTakenAt !== null,
    }),
    needs: t.stringList({
      description: 'What must hold for readings to come, a sentence each.',
      resolve: () => [...factsOf(passwordProvider).needs],
    }),
    followerContact: t.exposeString('followerContact', {
      nullable: true,
      description: "An account of the team's own that the wearer may invite as follower.",
    }),
  }),
});

/** If this poll brought readings, sharing is on, and Dexcom need not be asked. */
function sharingOf({ connection, refreshed }: Linked): boolean | null {
  const hasBroughtReadings = refreshed.kind === 'refreshed' && refreshed.createdCount > 0;
  return connection.isSharingOn ?? (hasBroughtReadings ? true : null);
}

const linkFailures = [
  CredentialsRefused,
  AccountLockedOut,
  LinkThrottled,
  DexcomUnreachable,
  LinkTokenRefused,
  RegionUnsupported,
  AccountTaken,
  OtherAccountConnected,
];

const linkToken = 'A token of createLinkToken: the only proof that is asked for.';
const username = 'User name, e-mail address, or phone number with `+` and country code.';
const password = "The password of the wearer's own account, not of a follower's.";
const regionText = 'US, OUS (outside the US) or APAC (Japan and Asia-Pacific).';

builder.mutationField('linkPasswordProvider', (t) =>
  t.field({
    type: LinkSuccess,
    description:
      'Links an account to the user of a link token: logs in to the provider before it answers. ' +
      'Linking the same account again renews it.',
    authScopes: { anyone: true },
    args: {
      linkToken: t.arg.string({ required: true, description: linkToken }),
      provider: t.arg({ type: ProviderEnum, required: true, description: 'Which provider.' }),
      username: t.arg.string({ required: true, description: username }),
      password: t.arg.string({ required: true, description: password }),
      region: t.arg.string({
        description: `${regionText} Without it US and then OUS are tried, one login each.`,
      }),
    },
    errors: { types: linkFailures },
    resolve: (_root, args, context) => link(args, context, 'link'),
  }),
);

builder.mutationField('reconnect', (t) =>
  t.field({
    type: LinkSuccess,
    description:
      'Gives new credentials for the account that the user of a link token is linked to.',
    authScopes: { anyone: true },
    args: {
      linkToken: t.arg.string({ required: true, description: linkToken }),
      username: t.arg.string({ required: true, description: username }),
      password: t.arg.string({ required: true, description: password }),
      region: t.arg.string({
        description: `${regionText} Without it the region of the connection.`,
      }),
    },
    errors: { types: [...linkFailures, NotConnected] },
    resolve: (_root, args, context) => link(args, context, 'reconnect'),
  }),
);

interface LinkArguments {
  readonly linkToken: string;
  readonly username: string;
  readonly password: string;
  readonly region?: string | null | undefined;
}

async function link(
  args: LinkArguments,
  context: Context,
  mode: 'link' | 'reconnect',
): Promise<Linked> {
  const { services, db, address } = context;
  const report = await linkAndPoll(services.linking, {
    token: args.linkToken,
    accountName: args.username,
    password: args.password,
    region: regionOf(args.region),
    address,
    mode,
  });
  if (!('outcome' in report)) throw failureOf(report);
  const team = await findTeam(db, { id: report.connection.teamId });
  return { ...report, followerContact: team?.followerContact ?? null };
}

function regionOf(region: string | null | undefined): 'US' | 'OUS' | 'APAC' | null {
  const name = region?.trim().toUpperCase();
  if (name === undefined || name === '') return null;
  if (name === 'US' || name === 'OUS' || name === 'APAC') return name;
  throw new RegionUnsupported();
}

function failureOf(outcome: Exclude<LinkOutcome, { kind: 'connected' }>): Error {
  switch (outcome.kind) {
    case 'refused':
      return new CredentialsRefused(outcome.regions);
    case 'locked-out':
      return new AccountLockedOut(outcome.until);
    case 'throttled':
      return new LinkThrottled(outcome.until, outcome.by);
    case 'unavailable':
      return new DexcomUnreachable();
    case 'token-invalid':
    case 'token-expired':
    case 'token-used':
      return new LinkTokenRefused(outcome.kind);
    case 'account-taken':
      return new AccountTaken();
    case 'other-account':
      return new OtherAccountConnected();
    case 'not-connected':
      return new NotConnected();
  }
}
