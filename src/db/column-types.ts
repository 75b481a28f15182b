import { types } from 'pg';
import { assert } from '#std/assert';

/**
 * How we parse some Postgres types differently from the driver: a bigint becomes a number that is
 * checked to be exact; a date stays text, since a Date would move it into this machine's time zone;
 * a timestamptz becomes a Date as in the driver, but faster.
 */
export const columnTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format === 'binary') return types.getTypeParser(oid, 'binary');
    return ownParsers.get(oid) ?? types.getTypeParser(oid, 'text');
  },
} as unknown as typeof types;

const int8Oid = 20;
const int8ArrayOid = 1016;
const dateOid = 1082;
const dateArrayOid = 1182;
const textArrayOid = 1009;
const timestamptzOid = 1184;

const parseTextArray = (
  types.getTypeParser as unknown as (oid: number) => (text: string) => (string | null)[]
)(textArrayOid);

const ownParsers: ReadonlyMap<number, (text: string) => unknown> = new Map([
  [int8Oid, parseInt8],
  [int8ArrayOid, parseInt8Array],
  [dateOid, (text: string) => text],
  [dateArrayOid, parseTextArray],
  [timestamptzOid, parseInstant],
] as [number, (text: string) => unknown][]);

const parseByDriver = types.getTypeParser(timestamptzOid, 'text') as (
  text: string,
) => Date | number | null;

/** An instant that cannot be read must never be taken for one that is not there. */
function parseAnyInstant(text: string): Date | number {
  const instant = parseByDriver(text);
  assert(instant !== null, 'a timestamptz of the database is in the ISO form');
  return instant;
}

/**
 * Our sessions use UTC, where an instant has one form, `2026-01-31 06:00:00.123456+00`. Its digits
 * are read at fixed places, at a quarter of the cost of the driver's patterns. Other forms (infinity,
 * years of more or fewer digits) are left to the driver. Microseconds are cut off, as in the driver.
 */
function parseInstant(text: string): Date | number {
  const { length } = text;
  const isUsual = length >= 22 && text.charAt(10) === ' ' && text.endsWith('+00');
  if (!isUsual || text.charAt(0) === '0') return parseAnyInstant(text);
  const milliseconds =
    length === 22
      ? 0
      : Number(
          text
            .slice(20, length - 3)
            .padEnd(3, '0')
            .slice(0, 3),
        );
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const day = Date.UTC(year, twoDigits(text, 5) - 1, twoDigits(text, 8));
  const minutes = twoDigits(text, 11) * 60 + twoDigits(text, 14);
  const seconds = minutes * 60 + twoDigits(text, 17);
  return new Date(day + seconds * 1_000 + milliseconds);
}

const zero = 48;

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero;
}

function parseInt8(text: string): number {
  const value = Number(text);
  assert(Number.isSafeInteger(value), 'a bigint of the database is a safe integer');
  return value;
}

function parseInt8Array(text: string): (number | null)[] {
  return parseTextArray(text).map((item) => (item === null ? null : parseInt8(item)));
}
