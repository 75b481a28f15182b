import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'vitest';
import { eventTypes } from '#events';
import { readPage } from './docs.ts';
import { faultsOfPayload } from './event-schema.ts';

const path = 'docs/events.md';

/**
 * Holds the example of an event in docs/events.md to be like a payload that was really sent: with the
 * same fields, and as the JSON Schema says. With UPDATE_DOCS set, the payload becomes the example.
 */
export function expectExampleOf(payload: unknown): void {
  const { event_type: type } = payload as { readonly event_type: string };
  const sent = shortened(payload);
  if (process.env.UPDATE_DOCS) writeExample(type, sent);
  const example = exampleOf(type);
  expect(faultsOfPayload(example)).toEqual([]);
  expect(fieldsOf(example)).toEqual(fieldsOf(sent));
}

/** Of the section of its type. */
export function exampleOf(type: string): unknown {
  const [, block] = patternOf(type).exec(readPage(path)) ?? [];
  return block === undefined ? null : JSON.parse(block);
}

/**
 * An event of each type as the page shows it, each with an id of its own; around them the reading
 * that one of them deletes: first as it was created, and last sent once more, late.
 */
export function everyExample(): readonly ExampleEvent[] {
  const deleted = exampleOf('daily.data.glucose.deleted') as ExampleEvent;
  const text = JSON.stringify(deleted).replace('"revision":2', '"revision":1');
  const created = { ...JSON.parse(text), event_type: 'daily.data.glucose.created' };
  const all = eventTypes.map((type) => exampleOf(type) as ExampleEvent);
  return [created, ...all, created].map((event, n) => ({ ...event, id: `event-${n}` }));
}

export interface ExampleEvent {
  readonly id: string;
  readonly event_type: string;
}

function patternOf(type: string): RegExp {
  const name = type.replaceAll('.', '\\.');
  return new RegExp(
    `^## \`${name}\`\\n(?:(?!^## )[\\s\\S])*?^\`\`\`json\\n([\\s\\S]*?)^\`\`\``,
    'm',
  );
}

function writeExample(type: string, payload: unknown): void {
  const ids = new Map<string, string>();
  const text = JSON.stringify(payload, null, 2).replaceAll(
    /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g,
    (id) => {
      const known =
        ids.get(id) ?? `00000000-0000-4000-8000-${String(ids.size + 1).padStart(12, '0')}`;
      ids.set(id, known);
      return known;
    },
  );
  const page = readPage(path).replace(patternOf(type), (part, block: string) =>
    part.replace(`\`\`\`json\n${block}`, () => `\`\`\`json\n${text}\n`),
  );
  writeFileSync(resolve(import.meta.dirname, '../..', path), page);
}

/** With one element of each list. */
function shortened(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, inner) =>
    Array.isArray(inner) ? inner.slice(0, 1) : inner,
  );
}

/** The ways to all of its fields, in order. */
function fieldsOf(value: unknown, at = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value)
    .flatMap(([name, inner]) => fieldsOf(inner, `${at}/${name}`))
    .toSorted();
}
