import { eventTypes } from '#events';
import { openApiDocument } from './document.ts';
import { payloadNameOf } from './event-payloads.ts';

/** The JSON Schema of what webhooks carry, with the payload of each event under its own name. */
export function eventSchemaText(): string {
  const { components } = openApiDocument();
  const all = (components?.schemas ?? {}) as Readonly<Record<string, object>>;
  const definitions: Record<string, unknown> = {};
  const names = eventTypes.map(payloadNameOf);

  function define(name: string): void {
    if (name in definitions) return;
    definitions[name] = null;
    const text = JSON.stringify(all[name]);
    for (const [, inner] of text.matchAll(reference)) if (inner) define(inner);
    definitions[name] = JSON.parse(text.replaceAll(reference, '"#/$defs/$1"'));
  }

  for (const name of names) define(name);
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'WebhookEvent',
    description: 'What a webhook carries, which is also the payload of an event over GraphQL.',
    oneOf: names.map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs: definitions,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

const reference = /"#\/components\/schemas\/(\w+)"/g;
