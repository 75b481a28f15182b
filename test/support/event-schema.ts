import { readFileSync } from 'node:fs';
import { createFaultFinder } from './closed-schema.ts';

const file = new URL('../../src/rest/event-schema.json', import.meta.url);
const { $defs: definitions } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly $defs: Readonly<Record<string, object>>;
};
const faultsOf = createFaultFinder(definitions);

/** The payload of each type, as its one enum says. */
const byType = new Map(
  Object.values(definitions).flatMap((schema) => {
    const { properties } = schema as { properties?: { event_type?: { enum?: string[] } } };
    const type = properties?.event_type?.enum?.[0];
    return type === undefined ? [] : [[type, schema] as const];
  }),
);

/** What is wrong with a payload by the committed JSON Schema; every instant has one form. */
export function faultsOfPayload(payload: unknown): readonly string[] {
  const { event_type: type } = payload as { readonly event_type: string };
  const schema = byType.get(type);
  if (!schema) return [`no schema of ${type}`];
  const instants = JSON.stringify(payload).match(/"\d{4}-\d\d-\d\dT[^"]*"/g) ?? [];
  const odd = instants.filter((text) => !/^"[\d-]{10}T\d\d:\d\d:\d\d\+00:00"$/.test(text));
  return [...faultsOf(schema, payload), ...odd];
}
