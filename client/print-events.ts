import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { compile } from 'json-schema-to-typescript';

/** Makes the types of what webhooks carry of their JSON Schema, for receivers. */
const file = resolve(import.meta.dirname, '../src/rest/event-schema.json');

const head =
  '/**\n * What webhooks carry, made of the JSON Schema of the gateway. Instants are ISO 8601 in UTC.\n' +
  ' * Ids are UUIDs; in GraphQL a user of id `x` is `User:x`, and either is taken as an argument.\n */';

export function printEventTypes(): Promise<string> {
  return compile(JSON.parse(readFileSync(file, 'utf8')), 'WebhookEvent', {
    bannerComment: head,
    additionalProperties: false,
    style: { singleQuote: true, printWidth: 100 },
  });
}

if (import.meta.main) process.stdout.write(await printEventTypes());
