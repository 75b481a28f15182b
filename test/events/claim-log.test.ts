import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decodeCursor, findLogHead } from '#events';
import { commands } from '#src/app/commands.ts';
import { claimLog } from '#src/events/claim-log.ts';
import { askGraphql } from '#test/api';
import { createTestDatabase } from '#test/database';
import { startLiveGateway } from '#test/live-gateway';

async function setup() {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const { db } = database;
  const idOf = async () => (await findLogHead(db)).logId;
  return { ...database, idOf };
}

describe('the identity of a log', () => {
  it('stays where it is at home, whoever looks and how often', async () => {
    const { db, idOf } = await setup();
    const before = await idOf();
    let home: string | null = null;
    for (const _ of [1, 2, 3]) home = await claimLog(db, home);
    expect(home).toMatch(/^\d+\/\d+$/);
    expect(await idOf()).toBe(before);
  });

  it('is another in a database into which it was restored', async () => {
    const { db, idOf } = await setup();
    await claimLog(db, null);
    const before = await idOf();
    await sql`update log_head set home = '7312345678901234567/16384'`.execute(db);
    await claimLog(db, null);
    expect(await idOf()).not.toBe(before);
  });

  it('is another once a copy without a home was restored below whoever knew it', async () => {
    const { db, idOf } = await setup();
    const before = await idOf();
    const home = await claimLog(db, null);
    expect(await idOf()).toBe(before);
    await sql`update log_head set home = null`.execute(db);
    await claimLog(db, home);
    const after = await idOf();
    expect(after).not.toBe(before);
    await claimLog(db, home);
    expect(await idOf()).toBe(after);
  });

  it('is another after the command that says so, and refuses the cursors of before', async () => {
    const { db, url, apiKey, databaseUrl, openSocket, append, event, startNode } =
      await startLiveGateway();
    await append(event());
    const { cursor } = await openSocket();
    const read = (at: string) =>
      askGraphql(at, 'query ($after: String) { events(after: $after) { edges { cursor } } }', {
        apiKey,
        variables: { after: cursor },
      });
    expect((await read(url)).errors).toEqual([]);
    await commands['log restored']?.({ databaseUrl, encryptionKeys: null }, [], {});
    expect(decodeCursor(cursor)?.logId).not.toBe((await findLogHead(db)).logId);
    const node = await startNode();
    const refused = await read(`http://127.0.0.1:${node.port()}/graphql`);
    expect(JSON.stringify(refused)).toContain('CURSOR');
  });
});
