import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '#app';
import { createRestartingApp } from '#src/sandbox/restarting-app.ts';
import { createLog } from '#std/log';
import { createTestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { createTcpProxy } from '#test/tcp-proxy';
import { testConfig } from '#test/test-config';

describe('the gateway of a sandbox that is restarted', () => {
  it('is started again until its database lets it, and says each time that it was not', async () => {
    const database = await createTestDatabase();
    onTestFinished(database.close);
    const proxy = await createTcpProxy(database.url);
    onTestFinished(proxy.close);
    const events: string[] = [];
    const log = createLog('info', { write: (line) => void events.push(JSON.parse(line).event) });
    const config = testConfig(proxy.url);
    let createdCount = 0;
    const create = () => {
      createdCount += 1;
      if (createdCount === 2) proxy.refuse();
      if (createdCount === 4) proxy.open();
      return createApp({ config, log });
    };
    const app = createRestartingApp(create, log, { awayMs: 0, betweenTriesMs: 10 });
    onTestFinished(app.stop);
    await app.start();
    app.restart();
    await eventually(async () => events.filter((event) => event === 'server.listening')[1]);
    expect(events.filter((event) => event === 'sandbox.restart_failed')).toHaveLength(2);
    expect((await fetch(`http://127.0.0.1:${app.port()}/readyz`)).status).toBe(200);
  });
});
