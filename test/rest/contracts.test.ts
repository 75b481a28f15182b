import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentText } from '#src/rest/document.ts';
import { eventSchemaText } from '#src/rest/event-schema.ts';
import { printEventTypes } from '../../client/print-events.ts';

const committed = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('what is committed, else run "npm run codegen",', () => {
  it('is the OpenAPI document as the code makes it', () => {
    expect(committed('src/rest/openapi.json')).toBe(documentText());
  });

  it('is the JSON Schema of what webhooks carry, and the types that are made of it', async () => {
    expect(committed('src/rest/event-schema.json')).toBe(eventSchemaText());
    expect(committed('client/src/generated/webhook-events.ts')).toBe(await printEventTypes());
  });
});
