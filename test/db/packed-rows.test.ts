import { expect, it, onTestFinished } from 'vitest';
import {
  givenColumn,
  instantColumn,
  integerColumn,
  jsonColumn,
  mappedColumn,
  nullableInstantColumn,
  nullableIntegerColumn,
  packedRows,
  preparePacked,
  wordColumn,
} from '#db';
import { createTestDatabase } from '#test/database';

interface Thing {
  readonly id: string;
  readonly state: string | null;
  readonly team: string;
  readonly count: number;
  readonly doubled: number;
  readonly offset: number | null;
  readonly at: Date;
  readonly until: Date | null;
  readonly name: string | null;
  readonly isLate: boolean | null;
}

const things = packedRows<Thing>({
  id: wordColumn('id'),
  state: wordColumn<string | null>('state'),
  team: givenColumn(),
  count: integerColumn('n'),
  doubled: mappedColumn(integerColumn('n'), (n) => 2 * n),
  offset: nullableIntegerColumn('shift'),
  at: instantColumn('at'),
  until: nullableInstantColumn('until'),
  name: jsonColumn('name'),
  isLate: jsonColumn('is_late'),
});

const select = `
  select * from (values
    ('0199aa00-0000-7000-8000-000000000001'::uuid, 'FRESH', 7, -120,
      '1969-12-31T23:59:59.999Z'::timestamptz, null::timestamptz, 'a "b", {c} \\ \u00fc', true),
    ('0199aa00-0000-7000-8000-000000000002'::uuid, null, -9007199254740991, null,
      '2026-03-01T10:00:00.123999Z', '2199-12-31T00:00:00Z', null, null)
  ) as thing (id, state, n, shift, at, until, name, is_late)
  where n < $1::bigint order by id`;

const expected: Thing[] = [
  {
    id: '0199aa00-0000-7000-8000-000000000001',
    state: 'FRESH',
    team: 'ours',
    count: 7,
    doubled: 14,
    offset: -120,
    at: new Date(-1),
    until: null,
    name: 'a "b", {c} \\ \u00fc',
    isLate: true,
  },
  {
    id: '0199aa00-0000-7000-8000-000000000002',
    state: null,
    team: 'ours',
    count: -Number.MAX_SAFE_INTEGER,
    doubled: -2 * Number.MAX_SAFE_INTEGER,
    offset: null,
    at: new Date('2026-03-01T10:00:00.123Z'),
    until: new Date('2199-12-31T00:00:00Z'),
    name: null,
    isLate: null,
  },
];

it('rows come out of their columns as they went in, whole and as views', async () => {
  const database = await createTestDatabase({ poolMax: 1 });
  onTestFinished(() => database.close());
  const read = preparePacked(select, things);
  const page = await read(database.db, ['9007199254740991']);
  const given = { team: 'ours' };
  expect(things.rows(page, given)).toEqual(expected);
  for (const [place, view] of things.views(page, given).entries()) {
    const names = Object.keys(expected[0] ?? {}) as (keyof Thing)[];
    const seen = Object.fromEntries(names.map((name) => [name, view[name]]));
    expect(seen).toEqual(expected[place]);
  }
  const none = await read(database.db, ['-9007199254740991']);
  expect(things.rows(none, given)).toEqual([]);
  expect(things.views(none, given)).toEqual([]);
});
