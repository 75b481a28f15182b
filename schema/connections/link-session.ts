import { findLinkSession, type LinkSession } from '#poller';
import type { Context } from '#schema/kit';
import { builder } from '#schema/kit';
import { findLinkPage, findTeam, type LinkPage, type Team } from '#teams';
import { RegionEnum } from './connection.ts';
import { LinkEnd, LinkLocale, LinkMode } from './link-token.ts';
import { LinkVerdictEnum } from './link-verdict.ts';
import { linkableProviders, ProviderInfo } from './provider.ts';

interface SessionForWearer extends LinkSession {
  readonly team: Team | null;
  readonly page: LinkPage | null;
}

interface Branded {
  readonly team: Team;
  readonly page: LinkPage;
  readonly publicId: string | null;
}

const LinkBrand = builder.objectRef<Branded>('LinkBrand').implement({
  description: "What a page for linking shows of the team. All texts are the team's, and plain.",
  fields: (t) => ({
    name: t.string({
      description: 'What the team is called.',
      resolve: ({ team, page }) => page.brandName ?? team.name,
    }),
    logoPath: t.string({
      nullable: true,
      description: 'Where its logo is, relative to the address of the page; null for none.',
      resolve: ({ page, publicId }) => (page.hasLogo && publicId ? `${publicId}/logo` : null),
    }),
    accentColor: t.string({
      nullable: true,
      description: "Like `#0a7c66`, as the team gave it; null for the page's own.",
      resolve: ({ page }) => page.accentColor,
    }),
    supportUrl: t.string({
      nullable: true,
      description: 'Where help is, `https:` or `mailto:`; null when the team has not said.',
      resolve: ({ page }) => page.supportUrl,
    }),
    privacyUrl: t.string({
      nullable: true,
      description: 'What the team says about privacy; null when it has not.',
      resolve: ({ page }) => page.privacyUrl,
    }),
  }),
});

const LinkSessionType = builder.objectRef<SessionForWearer>('LinkSession').implement({
  description:
    'What a page for linking has to know before anybody types a name. Of a token that is unknown ' +
    'nothing else is told.',
  fields: (t) => ({
    verdict: t.field({
      type: LinkVerdictEnum,
      description: 'Whether the token works.',
      resolve: ({ verdict }) => verdict,
    }),
    now: t.field({
      type: 'DateTime',
      description: "The gateway's time, against which all others here are to be read.",
      resolve: (_session, _args, { clock }) => new Date(clock.nowMs()),
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the token ends; null for one that is unknown.',
      resolve: ({ link }) => link?.expiresAt ?? null,
    }),
    mode: t.field({
      type: LinkMode,
      description: 'What it was made for.',
      resolve: ({ link }) => link?.terms.mode ?? 'connect',
    }),
    locale: t.field({
      type: LinkLocale,
      nullable: true,
      description: 'The language that the team chose; null for that of the browser.',
      resolve: ({ link }) => link?.terms.locale ?? null,
    }),
    brand: t.field({
      type: LinkBrand,
      nullable: true,
      description: 'What to show of the team; null for a token that is unknown.',
      resolve: ({ team, page, link }) =>
        team && page && link ? { team, page, publicId: link.publicId } : null,
    }),
    providers: t.field({
      type: [ProviderInfo],
      description: 'What can be linked with it, what that needs, and in which regions.',
      resolve: ({ provider }, _args, context) =>
        linkableProviders(context).filter((slug) => provider === null || slug === provider),
    }),
    region: t.field({
      type: RegionEnum,
      nullable: true,
      description:
        'Where the account was made: of a renewal that of the connection, else what the team ' +
        'believes; null when nobody knows.',
      resolve: ({ region }) => region,
    }),
    followerContact: t.string({
      nullable: true,
      description: "An account of the team's own that the wearer may invite as follower.",
      resolve: ({ team }) => team?.followerContact ?? null,
    }),
    allowsAccountReplacement: t.boolean({
      description: 'See `Team.linkPage.allowsAccountReplacement`.',
      resolve: ({ page }) => page?.allowsAccountReplacement ?? false,
    }),
    retryAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Before then a login would be refused, by what this user tried; null for none to wait.',
      resolve: ({ next }) => (next.retryAtMs === null ? null : new Date(next.retryAtMs)),
    }),
  }),
});

/** How the page ends. */
builder.objectFields(LinkSessionType, (t) => ({
  redirectUrl: t.string({
    nullable: true,
    description: 'Where the page leads back to; null to stay.',
    resolve: ({ link }) => link?.terms.redirectUrl ?? null,
  }),
  parentOrigin: t.string({
    nullable: true,
    description: 'The one origin to which a framed page may tell how it goes; null for none.',
    resolve: ({ link }) => link?.terms.parentOrigin ?? null,
  }),
  reference: t.string({
    nullable: true,
    description: "The team's own, given back with the redirect.",
    resolve: ({ link }) => link?.terms.reference ?? null,
  }),
  onClose: t.field({
    type: LinkEnd,
    description: 'What happens when the wearer closes the page.',
    resolve: ({ link }) => (link?.terms.returnsOnClose ? 'redirect' : 'stay'),
  }),
  onError: t.field({
    type: LinkEnd,
    description: 'What happens when the account could not be linked.',
    resolve: ({ link }) => (link?.terms.returnsOnError ? 'redirect' : 'stay'),
  }),
}));

builder.queryField('linkSession', (t) =>
  t.field({
    type: LinkSessionType,
    description:
      'Judges a link token, and tells its page what it has to know. Asking it counts as opening the page.',
    authScopes: { anyone: true },
    args: {
      linkToken: t.arg.string({ required: true, description: 'A token of createLinkToken.' }),
    },
    resolve: (_root, { linkToken }, context) => sessionOf(context, linkToken),
  }),
);

async function sessionOf({ db, clock }: Context, token: string): Promise<SessionForWearer> {
  const session = await findLinkSession({ db, clock }, token);
  if (!session.link) return { ...session, team: null, page: null };
  const { teamId } = session.link;
  const [team, page] = await Promise.all([findTeam(db, { id: teamId }), findLinkPage(db, teamId)]);
  return { ...session, team, page };
}
