import { execFileSync } from 'node:child_process';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { askGraphql } from '#test/api';
import { eventually } from '#test/eventually';
import { startGateway } from '#test/gateway';
import { newFolder, own } from '#test/system-programs';

/** A small disk of memory; null where this machine does not let us mount one. */
async function mountDisk(megabytes: number): Promise<string | null> {
  const folder = await newFolder();
  try {
    const options = `size=${megabytes}m`;
    execFileSync('/usr/bin/mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], {
      stdio: 'ignore',
    });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('/usr/bin/umount', ['--lazy', folder]));
  await own(folder);
  return folder;
}

const newUser = `mutation ($name: String!) {
  createUser(clientUserId: $name) { ... on CreateUserSuccess { user { id } } }
}`;

describe('a disk that is full', () => {
  it('is answered with UNAVAILABLE, and over once there is room', async ({ skip }) => {
    const folder = await mountDisk(24);
    if (folder === null) return skip('this machine mounts nothing');
    const { db, url, apiKey, databaseUrl, close } = await startGateway();
    const name = `full_${new URL(databaseUrl).pathname.slice(6)}`;
    await sql.raw(`create tablespace ${name} location '${folder}'`).execute(db);
    onTestFinished(async () => {
      await close();
    });
    await sql.raw(`alter table users set tablespace ${name}`).execute(db);
    await sql.raw(`create table filler (text text) tablespace ${name}`).execute(db);
    const fill = (bytes: number) =>
      sql`insert into filler select repeat('x', ${bytes}) from generate_series(1, 100)`.execute(db);
    const filled = await eventually(async () => {
      try {
        await fill(1_900);
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
    await sql.raw('alter table users set tablespace pg_default').execute(db);
    await sql.raw(`drop tablespace ${name}`).execute(db);
  });
});
