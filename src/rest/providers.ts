import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type ConsentStart, findLink, judgeLink, startConsent } from '#connections';
import {
  eventSourceOf,
  factsOf,
  oauthProvider,
  type ProviderSlug,
  providerSlugs,
} from '#providers';
import { dateOf } from '#std/clock';
import { type RestCall, type RestEnv, wholeAddress } from './context.ts';
import { invalid, keyRefusals, notFound, RestRefusal, tooMany } from './refusal.ts';
import { needsKey, needsLinkToken } from './rights.ts';
import { descriptionOf, providerOf } from './source.ts';
import { passHeader } from './wire.ts';

/** The providers that there are: for a team, and for the bearer of a link token. */

const Provider = z
  .object({
    name: z.string(),
    slug: z.string(),
    description: z.string(),
    logo: z.string().nullable(),
    auth_type: z.enum(['password', 'oauth']),
    supported_resources: z.array(z.enum(['glucose'])),
  })
  .openapi('Provider');

const LinkProvider = z
  .object({
    id: z.int(),
    name: z.string(),
    slug: z.string(),
    description: z.string(),
    logo: z.string(),
    oauth_url: z.string().nullable().openapi({
      description: 'Where the wearer begins, for ten minutes; null where it was not asked for.',
    }),
    auth_type: z.enum(['password', 'oauth']),
    form_components: z.object({}),
  })
  .openapi('LinkProvider');

const listRoute = createRoute({
  method: 'get',
  path: '/v2/providers',
  ...needsKey(null),
  request: { query: z.object({ source_type: z.string() }).partial() },
  responses: {
    200: {
      description: 'The providers.',
      content: { 'application/json': { schema: z.array(Provider) } },
    },
    ...keyRefusals,
  },
});

const linkListRoute = createRoute({
  method: 'get',
  path: '/v2/link/providers',
  ...needsLinkToken,
  responses: {
    200: {
      description: 'The providers that can be linked.',
      content: { 'application/json': { schema: z.array(LinkProvider) } },
    },
    401: keyRefusals[401],
    422: keyRefusals[422],
    429: keyRefusals[429],
  },
});

const oauthRoute = createRoute({
  method: 'get',
  path: '/v2/link/provider/oauth/{provider}',
  ...needsLinkToken,
  request: { params: z.object({ provider: z.string() }) },
  responses: {
    200: {
      description: 'The provider, with the address at which the wearer begins.',
      content: { 'application/json': { schema: LinkProvider } },
    },
    ...notFound,
    400: keyRefusals[422],
    401: keyRefusals[401],
    422: keyRefusals[422],
    429: keyRefusals[429],
  },
});

export function addProviders(app: OpenAPIHono<RestEnv>): void {
  app.openapi(listRoute, (call) => call.json(linkable(call).map(providerAnswerOf), 200));

  app.openapi(linkListRoute, async (call) => {
    const { db, clock } = call.env;
    const token = call.req.header(passHeader);
    const link = token === undefined ? null : await findLink(db, { token });
    if (!link || judgeLink(link, dateOf(clock)) !== 'open') {
      throw new RestRefusal(401, 'Send a link token that is not over as "x-vital-link-token".');
    }
    return call.json(
      linkable(call).map((slug) => linkAnswerOf(slug, null)),
      200,
    );
  });

  app.openapi(oauthRoute, async (call) => {
    const provider = providerOf(call.req.valid('param').provider);
    if (provider !== oauthProvider) throw invalid(`${provider} takes a password, and no consent.`);
    const { consents } = call.env.services;
    const token = call.req.header(passHeader) ?? '';
    const asked = { token, region: null, attemptId: null, replacesAccount: false };
    call.env.keepRunning();
    const started = await startConsent(consents, { ...asked, returnsTo: 'redirect' });
    if (started.kind !== 'started') throw refusalOf(started, dateOf(call.env.clock));
    const address = wholeAddress(call, consents.startUrlOf(started.startSecret));
    return call.json(linkAnswerOf(provider, address), 200);
  });
}

/** Without an app nobody can consent. */
export function linkable({ env }: RestCall): readonly ProviderSlug[] {
  const { appRegions } = env.services.consents.providers[oauthProvider];
  return providerSlugs.filter((slug) => slug !== oauthProvider || appRegions.length > 0);
}

function refusalOf(start: Exclude<ConsentStart, { kind: 'started' }>, now: Date): RestRefusal {
  switch (start.kind) {
    case 'not-configured':
      return invalid(
        'This gateway has no app at Dexcom for this region: ask its operator for one.',
      );
    case 'app-full':
      return invalid(
        `The gateway's app may have ${start.connectionsMax} connections, and has them.`,
      );
    case 'too-many':
      return tooMany('This link was begun too often: use its addresses.', start.until, now);
    case 'token-invalid':
    case 'token-expired':
    case 'token-used':
    case 'token-revoked':
      return new RestRefusal(401, 'Send a link token that is not over as "x-vital-link-token".');
  }
}

function providerAnswerOf(slug: ProviderSlug): z.infer<typeof Provider> {
  const { name, logo } = eventSourceOf(slug);
  return {
    name,
    slug,
    description: descriptionOf(slug),
    logo: logo === '' ? null : logo,
    auth_type: authTypeOf(slug),
    supported_resources: ['glucose'],
  };
}

function authTypeOf(slug: ProviderSlug): 'oauth' | 'password' {
  return slug === oauthProvider ? 'oauth' : 'password';
}

function linkAnswerOf(slug: ProviderSlug, oauthUrl: string | null): z.infer<typeof LinkProvider> {
  return {
    id: factsOf(slug).number,
    ...eventSourceOf(slug),
    description: descriptionOf(slug),
    oauth_url: oauthUrl,
    auth_type: authTypeOf(slug),
    form_components: {},
  };
}
