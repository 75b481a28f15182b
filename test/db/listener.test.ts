import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createListener } from '#db';
import { silentLog } from '#std/log';
import { createTestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { createTcpProxy } from '#test/tcp-proxy';
import { createVirtualClock } from '#test/virtual-clock';

async function setup() {
  const database = await createTestDatabase({ schema: 'empty' });
  onTestFinished(() => database.close());
  const proxy = await createTcpProxy(database.url);
  onTestFinished(() => proxy.close());
  const clock = createVirtualClock();
  const heard: string[] = [];
  const listener = createListener({
    url: proxy.url,
    channels: ['events', 'polls'],
    onNotify: (channel) => heard.push(channel),
    clock,
    log: silentLog,
    random: () => 1,
  });
  onTestFinished(() => listener.stop());
  const notify = (channel: string) => sql`select pg_notify(${channel}, '')`.execute(database.db);
  /** Forgets what was heard so far. */
  const forget = () => heard.splice(0);
  return { clock, forget, heard, listener, notify, proxy };
}

describe('a listener', () => {
  it('tells every channel once when it has connected', async () => {
    const { heard, listener } = await setup();
    await listener.start();
    expect(heard).toEqual(['events', 'polls']);
  });

  it('tells of each notification on its channels, and of no other', async () => {
    const { forget, heard, listener, notify } = await setup();
    await listener.start();
    forget();
    await notify('others');
    await notify('polls');
    await eventually(() => heard.length > 0);
    expect(heard).toEqual(['polls']);
  });

  it('connects again after a reset and tells every channel, for what it missed', async () => {
    const { clock, forget, heard, listener, notify, proxy } = await setup();
    await listener.start();
    forget();
    proxy.cut();
    await eventually(() => clock.nextWakeMs() === 1_000);
    await notify('polls');
    expect(heard).toEqual([]);
    await clock.advance(1_000);
    await eventually(() => heard.length === 2);
    expect(heard).toEqual(['events', 'polls']);
  });

  it('waits longer after each refusal, ten seconds at most', async () => {
    const { clock, heard, listener, proxy } = await setup();
    proxy.refuse();
    await listener.start();
    const delays: number[] = [];
    for (let count = 0; count < 6; count += 1) {
      const wakeMs = await eventually(() => clock.nextWakeMs());
      delays.push(wakeMs - clock.monotonicMs());
      await clock.advance(wakeMs - clock.monotonicMs());
    }
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    expect(heard).toEqual([]);
    proxy.open();
    await eventually(() => clock.advance(10_000).then(() => heard.length === 2));
  });

  it('notices within 20 seconds that its connection was cut without a word', async () => {
    const { clock, forget, heard, listener, proxy } = await setup();
    await listener.start();
    forget();
    proxy.freeze();
    await clock.advance(18_000);
    await eventually(() => clock.nextWakeMs() === 19_000);
    proxy.thaw();
    await clock.advance(1_000);
    await eventually(() => heard.length === 2);
  });

  it('keeps a connection that answers', async () => {
    const { clock, forget, heard, listener, proxy } = await setup();
    await listener.start();
    forget();
    for (let count = 1; count <= 6; count += 1) {
      await clock.advance(10_000);
      await eventually(() => clock.nextWakeMs() === (count + 1) * 10_000);
    }
    expect(heard).toEqual([]);
    expect(proxy.connectionCount()).toBe(1);
  });

  it('starts and stops again and again, and leaves no connection', async () => {
    const { heard, listener, proxy } = await setup();
    await Promise.all([listener.start(), listener.start()]);
    await listener.stop();
    await listener.stop();
    await listener.start();
    await listener.stop();
    expect(heard).toHaveLength(4);
    await eventually(() => proxy.connectionCount() === 0);
  });
});
