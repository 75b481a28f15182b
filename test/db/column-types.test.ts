import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '#test/database';

const database = await createTestDatabase({ schema: 'empty' });
const { db } = database;
afterAll(() => database.close());

async function read(expression: string): Promise<unknown> {
  const { rows } = await sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(
    db,
  );
  return rows[0]?.value;
}

describe('an instant of the database', () => {
  it.each([
    ['2026-01-31 06:00:00+00', '2026-01-31T06:00:00.000Z'],
    ['2026-01-31 06:00:00.1+00', '2026-01-31T06:00:00.100Z'],
    ['2026-01-31 06:00:00.123+00', '2026-01-31T06:00:00.123Z'],
    ['2026-01-31 06:00:00.123999+00', '2026-01-31T06:00:00.123Z'],
    ['2024-02-29 23:59:59.000999+00', '2024-02-29T23:59:59.000Z'],
    ['1969-12-31 23:59:59+00', '1969-12-31T23:59:59.000Z'],
    ['0099-03-01 00:00:00+00', '0099-03-01T00:00:00.000Z'],
    ['12026-01-31 06:00:00+00', '+012026-01-31T06:00:00.000Z'],
  ])('%s is that moment', async (text, iso) => {
    expect(await read(`'${text}'::timestamptz`)).toEqual(new Date(iso));
  });

  it('is that moment in a session of any time zone', async () => {
    await db.connection().execute(async (session) => {
      await sql`set timezone = 'Asia/Kathmandu'`.execute(session);
      const { rows } = await sql<{ at: Date }>`
        select '2026-01-31 06:00:00.5+00'::timestamptz as at`.execute(session);
      await sql`set timezone = 'UTC'`.execute(session);
      expect(rows[0]?.at).toEqual(new Date('2026-01-31T06:00:00.500Z'));
    });
  });

  it('is an error, and never null, where its form is none that we read', async () => {
    const reading = db.connection().execute(async (session) => {
      await sql`set datestyle = 'German'`.execute(session);
      try {
        await sql`select now() as at`.execute(session);
      } finally {
        await sql`set datestyle = 'ISO'`.execute(session);
      }
    });
    await expect(reading).rejects.toThrow(/ISO/);
  });

  it('that never comes is infinite', async () => {
    expect(await read(`'infinity'::timestamptz`)).toBe(Number.POSITIVE_INFINITY);
  });
});
