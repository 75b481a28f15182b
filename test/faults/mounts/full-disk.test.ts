import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { askGraphql } from '#test/api';
import { createTestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { startGateway } from '#test/gateway';
import { takeServerAlone } from '#test/server-alone';
import { newFolder } from '#test/system-programs';

/** A tablespace on a small disk of memory, which is there until the test is over. */
async function createSmallTablespace(megabytes: number): Promise<string> {
  const name = `small_${randomBytes(4).toString('hex')}`;
  const folder = await newFolder();
  const { db, close } = await createTestDatabase({ schema: 'empty' });
  onTestFinished(close);
  const { rows } = await sql<{ data_directory: string }>`show data_directory`.execute(db);
  const { uid, gid } = await stat(rows[0]?.data_directory ?? '');
  const options = `size=${megabytes}m,uid=${uid},gid=${gid},mode=700`;
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', [folder]));
  await sql`create tablespace ${sql.id(name)} location ${sql.lit(folder)}`.execute(db);
  onTestFinished(async () => void (await sql`drop tablespace ${sql.id(name)}`.execute(db)));
  return name;
}

const newUser = `mutation ($name: String!) {
  createUser(clientUserId: $name) { ... on CreateUserSuccess { user { id } } }
}`;

describe('a disk that is full', () => {
  it('is answered with UNAVAILABLE, and over once there is room', async () => {
    await takeServerAlone();
    const tablespace = sql.id(await createSmallTablespace(24));
    const { db, url, apiKey, close } = await startGateway();
    onTestFinished(close);
    await sql`alter table users set tablespace ${tablespace}`.execute(db);
    await sql`create table filler (text text) tablespace ${tablespace}`.execute(db);
    const fill = sql`insert into filler select repeat('x', 1900) from generate_series(1, 100)`;
    const filled = await eventually(async () => {
      try {
        await fill.execute(db);
        return false;
      } catch (error) {
        return (error as { code?: string }).code;
      }
    });
    expect(filled).toBe('53100');
    let count = 0;
    const create = () => {
      count += 1;
      const variables = { name: `user-${count}-${'x'.repeat(100)}` };
      return askGraphql(url, newUser, { apiKey, variables });
    };
    const refused = await eventually(async () => {
      const answer = await create();
      return answer.errors.length > 0 && answer;
    });
    expect([refused.status, refused.errors[0]?.extensions.code]).toEqual([503, 'UNAVAILABLE']);
    await sql`drop table filler`.execute(db);
    await eventually(async () => (await create()).errors.length === 0);
  }, 300_000);
});
