import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { createLinkToken, type LinkTerms } from '#connections';
import { type ProviderSlug, passwordProvider } from '#providers';
import { dateOf } from '#std/clock';
import { findLinkPage } from '#teams';
import { auditSourceOf, keyOf, type RestCall, type RestEnv, wholeAddress } from './context.ts';
import { linkable } from './providers.ts';
import { badRequest, invalid, keyRefusals, notFound, noUser, tooMany } from './refusal.ts';
import { needsKey } from './rights.ts';
import { userOf } from './user-answer.ts';

/** A link token, and the page on which a person links with it. */

const NewLinkToken = z
  .object({
    user_id: z.uuid(),
    provider: z.string().nullish().openapi({ example: passwordProvider }),
    redirect_url: z.string().nullish().openapi({
      description: 'Where the page leads back to: an address that the team has registered.',
    }),
    filter_on_providers: z.array(z.string()).min(1).nullish(),
    on_error: z.enum(['redirect']).nullish(),
    on_close: z.enum(['redirect']).nullish(),
  })
  .openapi('NewLinkToken');

const tokenRoute = createRoute({
  method: 'post',
  path: '/v2/link/token',
  ...needsKey('link'),
  request: { body: { content: { 'application/json': { schema: NewLinkToken } }, required: true } },
  responses: {
    200: {
      description: 'A token for 60 minutes, used up by a successful connection only.',
      content: {
        'application/json': {
          schema: z.object({
            link_token: z.string(),
            link_web_url: z.string().openapi({ description: 'The page, with the token in it.' }),
          }),
        },
      },
    },
    ...badRequest,
    ...notFound,
    ...keyRefusals,
  },
});

export function addLinkTokens(app: OpenAPIHono<RestEnv>): void {
  app.openapi(tokenRoute, async (call) => {
    const given = call.req.valid('json');
    const { db, clock, services } = call.env;
    const { teamId } = keyOf(call);
    const { id: userId } = await userOf(call, given.user_id);
    const slugs = [
      ...(given.provider ? [given.provider] : []),
      ...(given.filter_on_providers ?? []),
    ];
    const known = linkable(call);
    const wanted = known.filter((slug) => slugs.includes(slug));
    if (slugs.length > 0 && wanted.length === 0) {
      throw invalid(`None of these providers is here: ${slugs.join()}. Use ${known.join()}.`);
    }
    const terms: LinkTerms = {
      mode: 'connect',
      provider: onlyOne(wanted),
      locale: null,
      region: null,
      redirectUrl: await registered(call, given.redirect_url ?? null),
      parentOrigin: null,
      reference: null,
      returnsOnClose: given.on_close === 'redirect',
      returnsOnError: given.on_error === 'redirect',
    };
    const { isAllowed, limitPerMinute } = services.quotas.linkTokens.take(teamId);
    if (!isAllowed) {
      const soon = new Date(clock.nowMs() + 1_000);
      const message = `The team may make ${limitPerMinute} link tokens a minute.`;
      throw tooMany(message, soon, dateOf(clock));
    }
    call.env.keepRunning();
    const link = { teamId, userId, terms, maker: keyOf(call) };
    const created = await createLinkToken(db, clock, auditSourceOf(call), link);
    if (!created) throw noUser();
    const { token, publicId } = created;
    const page = services.linkPages.urlOf(publicId, token);
    return call.json({ link_token: token, link_web_url: wholeAddress(call, page) }, 200);
  });
}

/** With a choice of several it is the wearer's. */
function onlyOne([first, ...others]: readonly ProviderSlug[]): ProviderSlug | null {
  return first && others.length === 0 ? first : null;
}

async function registered(call: RestCall, redirectUrl: string | null): Promise<string | null> {
  if (redirectUrl === null) return null;
  const { redirectUrls } = await findLinkPage(call.env.db, keyOf(call).teamId);
  if (redirectUrls.includes(redirectUrl)) return redirectUrl;
  throw invalid(
    'This redirect_url is not registered with the team. Register exactly this address with the ' +
      'GraphQL mutation updateTeam(linkRedirectUrls: …), or use one that is there.',
  );
}
