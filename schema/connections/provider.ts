import {
  factsOf,
  oauthProvider,
  type ProviderNeed,
  type ProviderSlug,
  passwordProvider,
  providerSlugs,
} from '#providers';
import { builder, type Context, describedValues } from '#schema/kit';
import { findTeam } from '#teams';

export const ProviderEnum = builder.enumType('Provider', {
  description: 'Who brings readings.',
  values: {
    DEXCOM: {
      value: passwordProvider,
      description: 'Dexcom Share, with user name and password: G6 and older, and later sensors.',
    },
    DEXCOM_V3: {
      value: oauthProvider,
      description:
        "Dexcom's OAuth API, at which the wearer consents: months of readings, and those of today one " +
        'hour late in the US and three hours elsewhere.',
    },
  } as const,
});

const needDescriptions: Readonly<Record<ProviderNeed['code'], string>> = {
  SHARE_ON: 'Share is on in the Dexcom app.',
  FOLLOWER: 'Share has at least one follower.',
  OWN_ACCOUNT: "The account is the wearer's own.",
  RIGHT_REGION: 'The region is the one in which the account was made.',
  DEPENDANT_ACCOUNT: "Of a child or another dependant, the account is theirs and not a parent's.",
  SHARING_APP: 'Readings reach an app with Share: Stelo, or a receiver alone, has none.',
};

export const ProviderNeedEnum = builder.enumType('ProviderNeed', {
  description: 'What must hold before any reading comes.',
  values: describedValues(needDescriptions),
});

const SignIn = builder.enumType('ProviderSignIn', {
  description: 'How a wearer signs in at a provider.',
  values: {
    PASSWORD: {
      value: 'password',
      description: 'With user name and password: linkPasswordProvider.',
    },
    CONSENT: { value: 'consent', description: "On the provider's own page: linkOAuthProvider." },
  } as const,
});

/** Without an address of the gateway's own nobody comes back to it. */
const appRegionsOf = ({ consents }: Context['services']) =>
  consents.redirectUri === null ? [] : consents.providers[oauthProvider].appRegions;

/** Without an app nobody can consent. */
export function linkableProviders({ services }: Context): ProviderSlug[] {
  return providerSlugs.filter(
    (slug) => slug !== oauthProvider || appRegionsOf(services).length > 0,
  );
}

export const ProviderInfo = builder.objectRef<ProviderSlug>('ProviderInfo').implement({
  description: 'A provider, and what it needs of the wearer: the text for a page that links.',
  fields: (t) => ({
    provider: t.field({
      type: ProviderEnum,
      description: 'Which one.',
      resolve: (slug) => slug,
    }),
    name: t.string({
      description: 'Its name for people.',
      resolve: (slug) => factsOf(slug).name,
    }),
    needs: t.stringList({
      description: 'What must hold before any reading comes, a sentence each.',
      resolve: (slug) => factsOf(slug).needs.map(({ sentence }) => sentence),
    }),
    needCodes: t.field({
      type: [ProviderNeedEnum],
      description: 'The same as codes, in the same order, for pages with words of their own.',
      resolve: (slug) => factsOf(slug).needs.map(({ code }) => code),
    }),
    regions: t.stringList({
      description:
        'Where accounts live: US; OUS, outside the US; APAC, Japan and Asia-Pacific. An account ' +
        'lives in one region only.',
      resolve: (slug, _args, { services }) => [
        ...(slug === oauthProvider ? appRegionsOf(services) : factsOf(slug).regions),
      ],
    }),
    signIn: t.field({
      type: SignIn,
      description: 'How the wearer signs in.',
      resolve: (slug) => (slug === oauthProvider ? 'consent' : 'password'),
    }),
    delayMinutes: t.int({
      description:
        'How many minutes late its newest reading is at the best, in the region where it is latest.',
      resolve: (slug) => Math.max(...Object.values(factsOf(slug).lateByMs)) / 60_000,
    }),
    followerContact: t.string({
      nullable: true,
      description:
        'An account of the team that a wearer may invite as follower; null when there is none.',
      resolve: async (_provider, _args, { actor, db }) => {
        if (actor.kind === 'anonymous') return null;
        const team = await findTeam(db, { id: actor.teamId });
        return team?.followerContact ?? null;
      },
    }),
  }),
});

builder.queryField('providers', (t) =>
  t.field({
    type: [ProviderInfo],
    description:
      'The providers that accounts can be linked of: DEXCOM_V3 only where the gateway has an app.',
    authScopes: { anyone: true },
    resolve: (_root, _args, context) => linkableProviders(context),
  }),
);
