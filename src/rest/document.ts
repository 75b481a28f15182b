import { eventPayloads } from './event-payloads.ts';
import { routes } from './routes.ts';
import { keyHeader, passHeader } from './wire.ts';

/** The OpenAPI document of all routes, made of the same code that answers them. */
export function openApiDocument(): ReturnType<typeof routes.getOpenAPI31Document> {
  return routes.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Glucose Gateway, as the hosted service is asked',
      version: '2',
      license: { name: 'MIT' },
      description:
        "What clients of Junction's password providers ask for. Glucose is in mmol/L, instants are " +
        'in UTC and written `+00:00`; fields whose description begins with "Ours" are not theirs.',
    },
    servers: [{ url: '/' }],
  });
}

routes.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
  type: 'apiKey',
  in: 'header',
  name: keyHeader,
  description: 'An API key of the team. The scope that it must have stands as `x-scope`.',
});
routes.openAPIRegistry.registerComponent('securitySchemes', 'linkToken', {
  type: 'apiKey',
  in: 'header',
  name: passHeader,
  description: 'A link token of one user.',
});

for (const [type, schema] of eventPayloads) {
  routes.openAPIRegistry.registerWebhook({
    method: 'post',
    path: type,
    request: { body: { content: { 'application/json': { schema } }, required: true } },
    responses: { '2XX': { description: 'The event was taken; anything else has it sent again.' } },
  });
}

let text: string | undefined;

routes.get('/v2/openapi.json', (call) => {
  text ??= documentText();
  return call.body(text, 200, { 'content-type': 'application/json; charset=utf-8' });
});

/** As it is committed and served. */
export function documentText(): string {
  return `${JSON.stringify(openApiDocument(), null, 2)}\n`;
}
