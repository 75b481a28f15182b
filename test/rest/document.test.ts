import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentText } from '#src/rest/document.ts';

describe('the OpenAPI document', () => {
  it('is committed as the code makes it: otherwise run "npm run codegen"', () => {
    const committed = new URL('../../src/rest/openapi.json', import.meta.url);
    expect(readFileSync(committed, 'utf8')).toBe(documentText());
  });
});
