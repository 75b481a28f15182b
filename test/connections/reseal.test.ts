import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { resealConnections, unsealGrant } from '#connections';
import { openKeyedHash, resealHashKey } from '#deployment';
import { sealAccess } from '#src/connections/sealed-access.ts';
import { createSealer, type SealingKey } from '#std/sealed-box';
import { createLinkedRig, minuteMs } from '#test/linked-rig';

const keyIdOf = (box: Buffer) => box.subarray(2, 2 + (box[1] ?? 0)).toString();
const nothing = { grant: '{}', session: 'x' };
const newKey = (id: string): SealingKey => ({ id, key: randomBytes(32) });

async function setup() {
  const old = newKey('old');
  const rig = await createLinkedRig({ sealingKeys: [old] });
  const fresh = newKey('fresh');
  const boxes = async () => {
    const row = await rig.db.selectFrom('connections').selectAll().executeTakeFirstOrThrow();
    const { hash_key_sealed: hashKey } = await rig.db
      .selectFrom('deployment')
      .selectAll()
      .executeTakeFirstOrThrow();
    const { id, credentials_sealed: credentials, session_sealed: session } = row;
    if (!credentials || !session) throw new Error('nothing is sealed');
    return { id, credentials, session, hashKey };
  };
  return { ...rig, old, fresh, boxes };
}

describe('a place that no version before knows', () => {
  it('is sealed in the new form while the others are sealed in the old one', () => {
    const sealer = createSealer([newKey('one')], () => ({ sealed: 1, opensFormOne: true }));
    const place = { table: 'consents', column: 'secrets_sealed', row: 'one', formOneContext: null };
    expect(sealer.open(sealer.seal('a secret', place), place)).toBe('a secret');
  });
});

describe('sealing again', () => {
  it('seals credentials, session and hash key with the first key, once', async () => {
    const rig = await setup();
    const both = createSealer([rig.fresh, rig.old]);
    const before = rig.deps.keyedHash('name', 'somebody');
    await resealHashKey(rig.db, both);
    expect(await resealConnections(rig.db, both)).toBe(1);
    const { id, credentials, session, hashKey } = await rig.boxes();
    for (const box of [credentials, session, hashKey]) expect(keyIdOf(box)).toBe('fresh');
    expect(await resealConnections(rig.db, both)).toBe(0);

    const alone = createSealer([rig.fresh]);
    expect(unsealGrant(alone, id, credentials)).toContain('"accountName":"wearer"');
    const keyedHash = await openKeyedHash(rig.db, alone);
    expect(keyedHash('name', 'somebody')).toEqual(before);
  });

  it('says how many no key opens, and seals the others all the same', async () => {
    const rig = await setup();
    const lost = createSealer([newKey('lost')]);
    const other = rig.simulator.addAccount({ username: 'other', password: 'pw' });
    await rig.link(await rig.addUser(), other);
    const { id } = await rig.boxes();
    await rig.db
      .updateTable('connections')
      .set({ credentials_sealed: sealAccess(lost, id, nothing).grantSealed })
      .where('id', '=', id)
      .execute();
    const both = createSealer([rig.fresh, rig.old]);
    await expect(resealConnections(rig.db, both)).rejects.toThrow('1 connections are sealed');
    const rows = await rig.db.selectFrom('connections').select('credentials_sealed').execute();
    const keys = rows.map((row) => row.credentials_sealed && keyIdOf(row.credentials_sealed));
    expect(keys.toSorted()).toEqual(['fresh', 'lost']);
  });

  it('drops a session that no key opens: the next poll logs in', async () => {
    const rig = await setup();
    await rig.runFor(2 * minuteMs);
    const { id } = await rig.boxes();
    const lost = createSealer([newKey('lost')]);
    await rig.db
      .updateTable('connections')
      .set({ session_sealed: sealAccess(lost, id, nothing).sessionSealed })
      .execute();
    await rig.outcomesFor(6 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    expect(rig.simulator.requestsOf(rig.account).logins).toBe(2);
  });
});

describe('credentials that no key opens', () => {
  it('are a named state and a fault of ours, asked for rarely, and heal with the key', async () => {
    const rig = await setup();
    await rig.runFor(2 * minuteMs);
    const { id, credentials } = await rig.boxes();
    const lost = createSealer([newKey('lost')]);
    const write = (box: Buffer) =>
      rig.db
        .updateTable('connections')
        .set({ credentials_sealed: box, session_sealed: null })
        .execute();
    await write(sealAccess(lost, id, nothing).grantSealed);
    const outcomes = await rig.outcomesFor(60 * minuteMs);
    expect(new Set(outcomes)).toEqual(new Set(['gateway-fault']));
    expect(outcomes.length).toBeLessThan(20);
    expect(await rig.state()).toBe('GATEWAY_FAULT');
    expect(await rig.news()).toEqual(['created']);
    await write(credentials);
    await rig.runFor(10 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
  });
});
