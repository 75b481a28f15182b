import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { systemSource } from '#src/teams/audit/audit.ts';
import { systemClock } from '#std/clock';
import { createTeam, createUser, pruneAudit } from '#teams';
import { createTestDatabase } from '#test/database';

it('the audit leaves with its retention, and who read whose glucose with it', async () => {
  const { db, close } = await createTestDatabase();
  onTestFinished(close);
  const before = { ...systemClock, nowMs: () => Date.UTC(2025, 0, 15) };
  const team = await createTeam(db, before, systemSource, { name: 'Team' });
  if (team.kind !== 'created') throw new Error('the team was there');
  const teamId = team.team.id;
  const made = await createUser(db, systemClock, systemSource, { teamId, clientUserId: 'ada' });
  if (made.kind !== 'created') throw new Error('the user was there');
  await sql`
    insert into glucose_reads (user_id, day, actor_kind, actor_id, count)
    select ${made.user.id}, day, 'api-key', 'a-key', 1
    from unnest(array['2025-01-15', '2026-01-15']::date[]) day`.execute(db);
  expect(await pruneAudit(db, new Date(Date.UTC(2026, 0, 1)))).toBe(2);
  const entries = await db.selectFrom('audit_entries').select('action').execute();
  expect(entries.map(({ action }) => action)).toEqual(['user.created']);
  const reads = await db.selectFrom('glucose_reads').select('day').execute();
  expect(reads.map(({ day }) => day)).toEqual(['2026-01-15']);
});
