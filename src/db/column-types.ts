import { types } from 'pg';
import { assert } from '#std/assert';

/**
 * How values of Postgres become values of ours, where the driver's way would mislead: a bigint is a
 * number that is checked to be exact, and a date stays the text that it is, since a Date would move
 * it into this machine's time zone. A timestamptz becomes a Date, as the driver does by itself.
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

const parseTextArray = (
  types.getTypeParser as unknown as (oid: number) => (text: string) => (string | null)[]
)(textArrayOid);

const ownParsers: ReadonlyMap<number, (text: string) => unknown> = new Map([
  [int8Oid, parseInt8],
  [int8ArrayOid, parseInt8Array],
  [dateOid, (text: string) => text],
  [dateArrayOid, parseTextArray],
] as [number, (text: string) => unknown][]);

function parseInt8(text: string): number {
  const value = Number(text);
  assert(Number.isSafeInteger(value), 'a bigint of the database is a safe integer');
  return value;
}

function parseInt8Array(text: string): (number | null)[] {
  return parseTextArray(text).map((item) => (item === null ? null : parseInt8(item)));
}
