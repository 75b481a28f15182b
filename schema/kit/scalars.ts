import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { isoTextOf } from '#std/iso-text';
import { builder } from './builder.ts';

/**
 * Instants and dates. What a scalar refuses is refused before any resolver runs; the server adds
 * the argument's name to the error.
 */
function misfit(expected: string, node: ValueNode | null): GraphQLError {
  return new GraphQLError(`It takes ${expected}.`, {
    nodes: node,
    extensions: { code: 'INVALID_ARGUMENT', expected },
  });
}

/** Reads a literal as `parse` reads a value; an error then says where the literal stands. */
function literally<Value>(parse: (value: unknown, node: ValueNode | null) => Value) {
  return (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : undefined, node);
}

const instantExpected =
  'an instant as ISO 8601 with its offset from UTC, like "2026-01-31T06:00:00Z", 1970 to 2199';
const instantPattern = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

function parseInstant(value: unknown, node: ValueNode | null = null): Date {
  const date = typeof value === 'string' ? instantPattern.exec(value)?.[1] : undefined;
  if (typeof value !== 'string' || !date || !isCalendarDate(date)) {
    throw misfit(instantExpected, node);
  }
  const instant = new Date(value);
  const year = instant.getUTCFullYear();
  if (!(year >= 1970 && year <= 2199)) throw misfit(instantExpected, node);
  return instant;
}

const dateExpected = 'a date as "YYYY-MM-DD"';

function parseDate(value: unknown, node: ValueNode | null = null): string {
  if (typeof value !== 'string' || !isCalendarDate(value)) throw misfit(dateExpected, node);
  return value;
}

/** Whether a text is `YYYY-MM-DD` and such a day exists. */
function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

builder.scalarType('DateTime', {
  description:
    'An instant, as ISO 8601. Given in UTC (`2026-01-31T06:00:00.000Z`); taken with any offset.',
  // Digits and letters: nothing in it that JSON would have to escape.
  extensions: { isPlainText: true },
  serialize: isoTextOf,
  parseValue: (value) => parseInstant(value),
  parseLiteral: literally(parseInstant),
});

builder.scalarType('Date', {
  description: 'A day of the calendar, without a time zone, as `YYYY-MM-DD`.',
  serialize: (value) => value,
  parseValue: (value) => parseDate(value),
  parseLiteral: literally(parseDate),
});
