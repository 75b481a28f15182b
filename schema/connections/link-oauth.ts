import { z } from 'zod';
import { startConsent } from '#connections';
import { oauthProvider, type ProviderSlug } from '#providers';
import type { ArgumentRule } from '#schema/kit';
import { builder, checked, checkedIfGiven } from '#schema/kit';
import { RegionEnum } from './connection.ts';
import { AppConnectionsExhausted, ProviderNotConfigured } from './consent-failures.ts';
import { attemptIdRule } from './credentials.ts';
import { regionOf } from './link.ts';
import { LinkThrottled, LinkTokenRefused, RegionUnsupported } from './link-failures.ts';
import { ProviderEnum } from './provider.ts';

interface StartedConsent {
  readonly startUrl: string;
  readonly attemptId: string;
  readonly region: 'US' | 'OUS' | 'APAC';
  readonly expiresAt: Date;
}

const LinkOAuthProviderSuccess = builder
  .objectRef<StartedConsent>('LinkOAuthProviderSuccess')
  .implement({
    description: 'Where the wearer begins to consent.',
    fields: (t) => ({
      startUrl: t.exposeString('startUrl', {
        description:
          "A page of this gateway that leads to the provider's own: to be opened at top level, in the " +
          'browser in which the wearer comes back. It holds no token, and is good for ten minutes.',
      }),
      attemptId: t.exposeString('attemptId', {
        description: 'Under which `linkOutcome` tells what became of it.',
      }),
      region: t.field({
        type: RegionEnum,
        description: 'In which region the wearer signs in.',
        resolve: ({ region }) => region,
      }),
      expiresAt: t.field({
        type: 'DateTime',
        description: 'Until when the wearer must have come back.',
        resolve: ({ expiresAt }) => expiresAt,
      }),
    }),
  });

const takesConsent: ArgumentRule<ProviderSlug> = {
  takes: z.literal(oauthProvider),
  expected: 'a provider at which wearers consent: DEXCOM_V3',
};

const ReturnsTo = builder.enumType('LinkReturn', {
  description: 'Where a wearer is led who comes back from a provider.',
  values: {
    PAGE: { value: 'page', description: "The link's page, which says what became of it." },
    REDIRECT: {
      value: 'redirect',
      description: 'The `redirectUrl` of the link; its page where it has none.',
    },
  } as const,
});

builder.mutationField('linkOAuthProvider', (t) =>
  t.field({
    type: LinkOAuthProviderSuccess,
    description:
      "Begins to link an account whose wearer consents on the provider's own page. What becomes of " +
      'it `linkOutcome` tells, under the id of the attempt.',
    authScopes: { anyone: true },
    args: {
      linkToken: t.arg.string({
        required: true,
        description: 'A token of createLinkToken: the only proof that is asked for.',
      }),
      provider: t.arg({ type: ProviderEnum, required: true, description: 'Which provider.' }),
      region: t.arg.string({
        description:
          'US, OUS (outside the US) or APAC (Japan and Asia-Pacific): where the account was made. ' +
          'Without it that of the connection, of the link, or the first in which there is an app.',
      }),
      attemptId: t.arg.string({
        description: 'Yours for this attempt, of 8 to 64 characters of A-Z a-z 0-9 _ -.',
      }),
      returnsTo: t.arg({
        type: ReturnsTo,
        defaultValue: 'page',
        description: 'Where the wearer is led in the end.',
      }),
      replacesAccount: t.arg.boolean({
        defaultValue: false,
        description:
          'Whether another account that is connected is disconnected for this one; it takes ' +
          '`Team.linkPage.allowsAccountReplacement`.',
      }),
    },
    errors: {
      types: [
        LinkTokenRefused,
        ProviderNotConfigured,
        AppConnectionsExhausted,
        RegionUnsupported,
        LinkThrottled,
      ],
    },
    async resolve(_root, args, { services }) {
      checked('provider', args.provider, takesConsent);
      const started = await startConsent(services.consents, {
        token: args.linkToken,
        region: regionOf(args.region),
        attemptId: checkedIfGiven('attemptId', args.attemptId, attemptIdRule) ?? null,
        returnsTo: args.returnsTo ?? 'page',
        replacesAccount: args.replacesAccount ?? false,
      });
      switch (started.kind) {
        case 'started':
          return { ...started, startUrl: services.consents.startUrlOf(started.startSecret) };
        case 'not-configured':
          throw new ProviderNotConfigured(started.regions);
        case 'app-full':
          throw new AppConnectionsExhausted(started.connectionsMax);
        case 'too-many':
          throw new LinkThrottled(started.until, 'gateway');
        case 'token-invalid':
        case 'token-expired':
        case 'token-used':
        case 'token-revoked':
          throw new LinkTokenRefused(started.kind);
      }
    },
  }),
);
