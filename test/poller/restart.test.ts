import { randomBytes } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { openKeyedHash } from '#deployment';
import { closeProviders, createProviders } from '#providers';
import { silentLog } from '#std/log';
import { createSealer } from '#std/sealed-box';
import { linkMany } from '#test/link-many';
import { createRig } from '#test/rig';
import { minuteMs, secondMs } from './polls.ts';

const nodeCount = 10;

async function setup() {
  const sealingKeys = [{ id: 'test', key: randomBytes(32) }];
  const rig = await createRig({ sealingKeys });
  onTestFinished(() => rig.close());
  const { db, clock, simulator, teamId } = rig;
  const accounts = simulator.addAccounts(40);
  await linkMany(rig.deps, accounts, { teamId, spreadMs: 5 * minuteMs });
  await rig.runFor(20 * minuteMs);

  /** A node that was just started: it has nothing but the keys and the database. */
  async function startNode() {
    const sealer = createSealer(sealingKeys);
    const keyedHash = await openKeyedHash(db, sealer);
    const dexcomShare = { baseUrls: simulator.baseUrls };
    const providers = createProviders({ clock, keyedHash, log: silentLog, dexcomShare });
    onTestFinished(() => closeProviders(providers));
    return rig.createPoller({ sealer, providers });
  }
  return { ...rig, accounts, startNode };
}

it('a restart of ten nodes logs nobody in again', async () => {
  const { simulator, accounts, clock, poller, startNode } = await setup();
  await poller.stop();
  const before = accounts.map((account) => simulator.requestsOf(account));
  for (let restart = 0; restart < 2; restart++) {
    const nodes = await Promise.all(Array.from({ length: nodeCount }, startNode));
    for (let passedMs = 0; passedMs < 10 * minuteMs; passedMs += 10 * secondMs) {
      await clock.advance(10 * secondMs);
      await Promise.all(nodes.map((node) => node.pollDue()));
    }
    await Promise.all(nodes.map((node) => node.stop()));
  }
  for (const [index, account] of accounts.entries()) {
    const after = simulator.requestsOf(account);
    expect(after.passwordRequests).toBe(before[index]?.passwordRequests);
    // Four readings were due; nobody was forgotten, and nobody was asked by each node.
    const reads = after.reads - (before[index]?.reads ?? 0);
    expect(reads).toBeGreaterThanOrEqual(4);
    expect(reads).toBeLessThanOrEqual(10);
    expect(after.shortestReadSpacingMs).toBeGreaterThanOrEqual(15_000);
  }
});
