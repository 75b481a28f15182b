import { describe, expect, it, onTestFinished } from 'vitest';
import { createCredentialWatch } from '#live';
import { systemClock } from '#std/clock';
import { silentLog } from '#std/log';
import { setupLog } from '#test/event-log';
import { eventually } from '#test/eventually';
import { startLiveNode } from '#test/live-node';
import { createVirtualClock } from '#test/virtual-clock';

async function setup() {
  const clock = createVirtualClock();
  const ended = new Set<string>();
  const asked: (readonly string[])[] = [];
  const watch = createCredentialWatch({
    clock,
    systemClock,
    log: silentLog,
    lookMs: 5,
    async findEnded(subjects) {
      asked.push(subjects);
      return subjects.filter((subject) => ended.has(subject));
    },
  });
  await watch.start();
  onTestFinished(() => watch.stop());
  return { clock, ended, asked, watch };
}

describe('a credential that is watched', () => {
  it('ends all that it opened when it is revoked, and nothing of others', async () => {
    const { ended, watch } = await setup();
    const told: string[] = [];
    for (const name of ['first', 'second']) {
      watch.watch({ subject: 'key 1', expiresAtMs: null }, () => told.push(name));
    }
    watch.watch({ subject: 'key 2', expiresAtMs: null }, () => told.push('other'));
    ended.add('key 1');
    await eventually(() => told.length === 2);
    expect(told).toEqual(['first', 'second']);
  });

  it('ends when its own time has come, and not when that of another one has', async () => {
    const { clock, watch } = await setup();
    const told: string[] = [];
    const at = clock.nowMs();
    watch.watch({ subject: 'user 1', expiresAtMs: at + 1_000 }, () => told.push('early'));
    watch.watch({ subject: 'user 1', expiresAtMs: at + 9_000 }, () => told.push('late'));
    await clock.advance(1_000);
    await eventually(() => told.length === 1);
    expect(told).toEqual(['early']);
    await clock.advance(8_000);
    await eventually(() => told.length === 2);
  });

  it('is asked for no more when nothing is open', async () => {
    const { asked, watch } = await setup();
    const unwatch = watch.watch({ subject: 'key 1', expiresAtMs: null }, () => {});
    await eventually(() => asked.length > 1);
    unwatch();
    unwatch();
    const count = asked.length;
    // Another of the same pace tells that it would have been asked again and again.
    const other = await setup();
    other.watch.watch({ subject: 'key 1', expiresAtMs: null }, () => {});
    await eventually(() => other.asked.length > 5);
    expect(asked.length - count).toBeLessThanOrEqual(1);
  });

  it('can be ended on this node at once', async () => {
    const { watch } = await setup();
    let toldCount = 0;
    watch.watch({ subject: 'key 1', expiresAtMs: null }, () => toldCount++);
    watch.end('key 1');
    watch.end('key 1');
    expect(toldCount).toBe(1);
  });

  it('ends the readers of a node, with their last cursor', async () => {
    const { ended, watch } = await setup();
    const { db, teamId, append, event } = await setupLog();
    const { live } = await startLiveNode({ db, credentialWatch: watch });
    const credential = { subject: 'key 1', expiresAtMs: null };
    const reader = await live.watch({ teamId, isAllowed: () => true, credential });
    const first = reader.next();
    await append(event());
    const { value } = await first;
    const pending = reader.next();
    ended.add('key 1');
    const reason = { failure: 'credential-ended', cursor: value?.cursor };
    await expect(pending).rejects.toMatchObject(reason);
    expect(live.readerCount()).toBe(0);
  });
});
