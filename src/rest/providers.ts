import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { findLink, judgeLink } from '#connections';
import { eventSourceOf, factsOf, type ProviderSlug } from '#providers';
import { dateOf } from '#std/clock';
import type { RestEnv } from './context.ts';
import { keyRefusals, RestRefusal } from './refusal.ts';
import { needsKey, needsLinkToken } from './rights.ts';
import { descriptionOf, providerSlugs } from './source.ts';
import { passHeader } from './wire.ts';

/** The providers that there are: for a team, and for the bearer of a link token. */

const Provider = z
  .object({
    name: z.string(),
    slug: z.string(),
    description: z.string(),
    logo: z.string().nullable(),
    auth_type: z.enum(['password']),
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
    oauth_url: z.null(),
    auth_type: z.enum(['password']),
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

export function addProviders(app: OpenAPIHono<RestEnv>): void {
  app.openapi(listRoute, (call) => call.json(providerSlugs.map(providerAnswerOf), 200));

  app.openapi(linkListRoute, async (call) => {
    const { db, clock } = call.env;
    const token = call.req.header(passHeader);
    const link = token === undefined ? null : await findLink(db, { token });
    if (!link || judgeLink(link, dateOf(clock)) !== 'open') {
      throw new RestRefusal(401, 'Send a link token that is not over as "x-vital-link-token".');
    }
    return call.json(providerSlugs.map(linkAnswerOf), 200);
  });
}

function providerAnswerOf(slug: ProviderSlug): z.infer<typeof Provider> {
  const { name, logo } = eventSourceOf(slug);
  return {
    name,
    slug,
    description: descriptionOf(slug),
    logo: logo === '' ? null : logo,
    auth_type: 'password',
    supported_resources: ['glucose'],
  };
}

function linkAnswerOf(slug: ProviderSlug): z.infer<typeof LinkProvider> {
  return {
    id: factsOf(slug).number,
    ...eventSourceOf(slug),
    description: descriptionOf(slug),
    oauth_url: null,
    auth_type: 'password',
    form_components: {},
  };
}
