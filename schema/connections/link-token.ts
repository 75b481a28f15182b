import { createLinkToken, type LinkTerms, linkLocales, revokeLinkToken } from '#connections';
import type { ProviderSlug } from '#providers';
import {
  auditSourceOf,
  builder,
  type Context,
  checked,
  checkedIfGiven,
  ErrorInterface,
  ExpectedFailure,
  idOf,
  knownActorOf,
  maySeeUser,
  NotFound,
  QuotaExceeded,
  teamOf,
  text,
} from '#schema/kit';
import { findLinkPage, findUser } from '#teams';
import { RegionEnum } from './connection.ts';
import { ProviderNotConfigured } from './consent-failures.ts';
import { linkableProviders, ProviderEnum } from './provider.ts';

export const LinkLocale = builder.enumType('LinkLocale', {
  description: 'A language of the page for linking, as a language tag.',
  values: Object.fromEntries(
    linkLocales.map((locale) => [
      locale.toUpperCase(),
      { value: locale, description: { en: 'English.', es: 'Spanish.' }[locale] },
    ]),
  ) as Record<string, { value: (typeof linkLocales)[number]; description: string }>,
});

export const LinkMode = builder.enumType('LinkMode', {
  description: 'What a link is for.',
  values: {
    CONNECT: { value: 'connect', description: 'Connects an account.' },
    RECONNECT: {
      value: 'reconnect',
      description: 'Gives new credentials for the account that is connected.',
    },
  } as const,
});

export const LinkEnd = builder.enumType('LinkEnd', {
  description: 'What the page for linking does at an end without a connection.',
  values: {
    STAY: { value: 'stay', description: 'It says so, and stays.' },
    REDIRECT: { value: 'redirect', description: 'It leads back to `redirectUrl`.' },
  } as const,
});

/** The page may lead, or tell, only where the team has said so before. */
class LinkAddressNotRegistered extends ExpectedFailure {
  readonly argument: string;
  constructor(argument: string, setting: string) {
    super(
      'LINK_ADDRESS_NOT_REGISTERED',
      `The address given as "${argument}" is not registered with this team.`,
      `Register exactly this address with updateTeam(${setting}: …), or use one that is there.`,
      { argument },
    );
    this.argument = argument;
  }
}

builder.objectType(LinkAddressNotRegistered, {
  name: 'LinkAddressNotRegistered',
  description: 'An address is not among those that the team has registered, letter by letter.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    argument: t.exposeString('argument', { description: 'The name of the argument.' }),
  }),
});

interface CreatedLinkToken {
  readonly token: string;
  readonly publicId: string;
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
      linkId: t.exposeString('publicId', {
        description: 'Names the link, and proves nothing: to revoke it, and in `link.…` events.',
      }),
      linkUrl: t.string({
        description:
          'The page on which the user links, with the token in its fragment, which no server is ' +
          'sent. Below `PUBLIC_URL`; where that is not set, a path of this gateway.',
        resolve: ({ publicId, token }, _args, { services }) =>
          services.linkPages.urlOf(publicId, token),
      }),
      linkUrlAdvice: t.string({
        nullable: true,
        description: 'What to set so that `linkUrl` is a whole address; null when it is one.',
        resolve: (_created, _args, { services }) => services.linkPages.advice,
      }),
      expiresAt: t.field({
        type: 'DateTime',
        description: 'When it ends: 60 minutes from now.',
        resolve: ({ expiresAt }) => expiresAt,
      }),
    }),
  });

const referenceLengthMax = 200;
/** Longer than any that there is. */
const linkIdLengthMax = 100;

builder.mutationField('createLinkToken', (t) =>
  t.field({
    type: CreateLinkTokenSuccess,
    description:
      'Makes a token with which a page can link an account to a user, without any other credential, ' +
      'and the address of such a page. It lasts 60 minutes and is used up by a successful connection only.',
    authScopes: { key: 'link', token: 'link' },
    args: {
      userId: t.arg.id({ required: true, description: 'Whose account is to be linked.' }),
      provider: t.arg({
        type: ProviderEnum,
        description:
          "At which provider its page links. Not given, it is the wearer's choice among `providers`; of " +
          'a renewal, that of the connection.',
      }),
      redirectUrl: t.arg.string({
        description: 'Where the page leads back to: one of `Team.linkPage.redirectUrls`.',
      }),
      parentOrigin: t.arg.string({
        description: 'Whose pages may frame it: one of `Team.linkPage.frameOrigins`.',
      }),
      locale: t.arg({
        type: LinkLocale,
        description: "The page's language; that of the browser unless told.",
      }),
      mode: t.arg({ type: LinkMode, defaultValue: 'connect', description: 'What it is for.' }),
      reference: t.arg.string({
        description: `Yours, of 1 to ${referenceLengthMax} characters; given back with the redirect.`,
      }),
      region: t.arg({
        type: RegionEnum,
        description: 'Where the account was probably made, if you know.',
      }),
      onClose: t.arg({
        type: LinkEnd,
        defaultValue: 'stay',
        description: 'When the wearer closes the page.',
      }),
      onError: t.arg({
        type: LinkEnd,
        defaultValue: 'stay',
        description: 'When the account could not be linked.',
      }),
    },
    errors: { types: [NotFound, LinkAddressNotRegistered, ProviderNotConfigured, QuotaExceeded] },
    resolve: async (_root, args, context) => {
      const { db, clock } = context;
      const userId = idOf(args.userId, 'User', 'userId');
      const teamId = teamOf(context);
      const user = maySeeUser(context, userId) && (await findUser(db, teamId, { id: userId }));
      if (!user) throw new NotFound('User', 'userId');
      const { redirectUrls, frameOrigins } = await findLinkPage(db, teamId);
      const terms: LinkTerms = {
        mode: args.mode ?? 'connect',
        provider: linkable(context, args.provider),
        locale: args.locale ?? null,
        region: args.region ?? null,
        redirectUrl: registered('redirectUrl', args.redirectUrl, redirectUrls),
        parentOrigin: registered('parentOrigin', args.parentOrigin, frameOrigins),
        reference: checkedIfGiven('reference', args.reference, text(referenceLengthMax)) ?? null,
        returnsOnClose: args.onClose === 'redirect',
        returnsOnError: args.onError === 'redirect',
      };
      const { isAllowed, limitPerMinute } = context.services.quotas.linkTokens.take(teamId);
      if (!isAllowed) throw new QuotaExceeded('LINK_TOKENS', limitPerMinute);
      const source = auditSourceOf(context);
      const link = { teamId, userId, terms, maker: knownActorOf(context) };
      const created = await createLinkToken(db, clock, source, link);
      if (!created) throw new NotFound('User', 'userId');
      return created;
    },
  }),
);

/** A link with which nobody could link anything is refused when it is made. */
function linkable(
  context: Context,
  provider: ProviderSlug | null | undefined,
): ProviderSlug | null {
  if (provider == null) return null;
  if (!linkableProviders(context).includes(provider)) throw new ProviderNotConfigured([]);
  return provider;
}

const settingOf = { redirectUrl: 'linkRedirectUrls', parentOrigin: 'linkFrameOrigins' } as const;

function registered(
  argument: keyof typeof settingOf,
  given: string | null | undefined,
  known: readonly string[],
): string | null {
  if (given == null) return null;
  if (!known.includes(given)) throw new LinkAddressNotRegistered(argument, settingOf[argument]);
  return given;
}

const RevokeLinkTokenSuccess = builder
  .objectRef<{ linkId: string }>('RevokeLinkTokenSuccess')
  .implement({
    description: 'The link works no more. One that was used up before stays used.',
    fields: (t) => ({
      linkId: t.exposeString('linkId', { description: 'Which one.' }),
    }),
  });

builder.mutationField('revokeLinkToken', (t) =>
  t.field({
    type: RevokeLinkTokenSuccess,
    description: 'Takes a link back, as when the wrong person got it. It disconnects nothing.',
    authScopes: { key: 'link' },
    args: {
      linkId: t.arg.string({ required: true, description: 'See `CreateLinkTokenSuccess.linkId`.' }),
    },
    errors: { types: [NotFound] },
    resolve: async (_root, { linkId }, context) => {
      const publicId = checked('linkId', linkId, text(linkIdLengthMax));
      const link = { teamId: teamOf(context), publicId };
      const source = auditSourceOf(context);
      const isFound = await revokeLinkToken(context.db, context.clock, source, link);
      if (!isFound) throw new NotFound('LinkToken', 'linkId');
      return { linkId };
    },
  }),
);
