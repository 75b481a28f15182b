import { Client } from 'pg';
import { afterAll, expect } from 'vitest';
import { faultOfStatement } from './statement-forms.ts';

/**
 * Judges each statement that shipped code sends in a test: a cluster must take it. Statements of the
 * tests themselves, which look at tables as they like, are not judged.
 */
interface Judge {
  readonly known: Set<string>;
  readonly faults: Map<string, string>;
}

const place = Symbol.for('the judge of statements');
const globals = globalThis as { [place]?: Judge };
globals[place] ??= listen();
const { faults } = globals[place];

function listen(): Judge {
  const judge: Judge = { known: new Set(), faults: new Map() };
  const { prototype } = Client as unknown as {
    prototype: { query: (...all: unknown[]) => unknown };
  };
  const { query } = prototype;
  prototype.query = function judged(this: unknown, ...all: unknown[]) {
    const [first] = all;
    const text =
      typeof first === 'string' ? first : (first as { text?: unknown } | undefined)?.text;
    if (typeof text === 'string') look(text, judge);
    return query.apply(this, all);
  };
  return judge;
}

function look(text: string, { known, faults }: Judge): void {
  if (known.has(text)) return;
  const fault = faultOfStatement(text);
  const sender = fault === null ? undefined : senderOf();
  // A statement of a test may be sent by shipped code as well.
  if (fault !== null && sender === undefined) return;
  known.add(text);
  if (fault !== null) faults.set(text, `${fault} (${sender})`);
}

/** The file of ours that sends it; undefined for a test's own. */
function senderOf(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 60;
  const { stack = '' } = new Error('who sends it');
  Error.stackTraceLimit = limit;
  const sender = stack
    .split('\n')
    .find(
      (line) =>
        !/node_modules|\/src\/db\/|statement-forms/.test(line) &&
        /\/(src|schema|test)\//.test(line),
    );
  return sender && /\/test\//.test(sender) ? undefined : sender?.trim();
}

afterAll(() => {
  const found = [...faults].map(([text, fault]) => `${fault}\n${text}`);
  faults.clear();
  expect(found, 'statements that a cluster does not take').toEqual([]);
});
