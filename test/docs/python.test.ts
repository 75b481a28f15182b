import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newSecret } from '#src/webhooks/http/secret.ts';
import { blocksOf, readPage } from '#test/docs';
import { everyExample } from '#test/event-examples';
import { eventually } from '#test/eventually';
import { shortForm } from '#test/short-form';
import { signedHeaders } from '#test/signed-headers';
import { createWebhookRig } from '#test/webhook-rig';
import { resendDelivery } from '#webhooks';

const root = resolve(import.meta.dirname, '../..');
const program = join(root, 'examples/gateway.py');

async function startReceiver() {
  const secret = newSecret();
  const folder = await mkdtemp(join(tmpdir(), 'gateway-python-'));
  const database = join(folder, 'events.sqlite');
  const python = spawn('python3', [program, 'receive'], {
    env: { ...process.env, WEBHOOK_SECRET: secret, DATABASE: database },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    python.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });
  const [line] = await once(createInterface({ input: python.stdout }), 'line');
  const url = String(line).replace('listening on ', '');
  const kept = () => {
    const reader = new DatabaseSync(database);
    const samples = reader
      .prepare('select revision, value_mg_dl from samples where value_mg_dl is not null')
      .all();
    const { count } = reader
      .prepare('select count(*) as count from seen')
      .get() as unknown as Count;
    reader.close();
    return { samples: samples.map((row) => ({ ...row })), seenCount: count };
  };
  return { secret, url, kept };
}

/** With the gateway's own sending of webhooks before it. */
async function setup() {
  const { secret, url, kept } = await startReceiver();
  const rig = await createWebhookRig();
  onTestFinished(() => rig.close());
  const endpoint = await rig.addEndpoint(url, { secret });
  await rig.createNode().start();
  const sentCount = async () => {
    const attempts = rig.db.selectFrom('webhook_attempts').where('status', '=', 204);
    return (await attempts.select('status').execute()).length;
  };
  return { ...rig, url, endpoint, kept, sentCount };
}

interface Count {
  readonly count: number;
}

const sample = (revision: number, value: number) => ({
  data: { data: [{ timestamp: '2026-01-15T12:00:00+00:00', revision, value_mg_dl: value }] },
});

describe('the program in Python', () => {
  it('is what the page on webhooks shows of it', () => {
    const [shown = ''] = blocksOf('docs/webhooks.md', 'python');
    expect(shown).toContain('def receive');
    expect(readPage('examples/gateway.py')).toContain(shown);
  });

  const options = { timeout: shortForm('pythonReceiver') };
  it('takes what the gateway sends once, and keeps the highest revision', options, async () => {
    const { append, endpoint, kept, sentCount, db, context, teamId } = await setup();
    await append(sample(2, 110));
    await eventually(async () => (await sentCount()) === 1);
    await append(sample(1, 99));
    await eventually(async () => (await sentCount()) === 2);
    const delivery = { teamId, endpointId: endpoint.id, position: 1 };
    await eventually(async () => (await resendDelivery(db, context, delivery)).kind === 'resent');
    await eventually(async () => (await sentCount()) === 3);
    expect(kept()).toEqual({ seenCount: 2, samples: [{ revision: 2, value_mg_dl: 110 }] });
  });

  it('acknowledges an event of each type, and has readings of glucose alone', async () => {
    const { secret, url, kept } = await startReceiver();
    const events = everyExample();
    for (const event of events) {
      const body = Buffer.from(JSON.stringify(event));
      const headers = signedHeaders({ id: event.id, at: new Date(), body, secrets: [secret] });
      const { status } = await fetch(url, { method: 'POST', headers, body });
      expect(status, event.event_type).toBe(204);
    }
    const samples = [
      { revision: 1, value_mg_dl: 106 },
      { revision: 2, value_mg_dl: 333 },
    ];
    expect(kept()).toEqual({ seenCount: events.length, samples });
  });

  it('refuses what is forged, old, or not signed at all', async () => {
    const { append, url, kept, sentCount } = await setup();
    await append(sample(1, 99));
    await eventually(async () => (await sentCount()) === 1);
    const at = String(Math.floor(Date.now() / 1000));
    const made: readonly Record<string, string>[] = [
      { 'webhook-id': 'x', 'webhook-timestamp': at, 'webhook-signature': 'v1,AAAA' },
      { 'webhook-id': 'x', 'webhook-timestamp': 'now', 'webhook-signature': 'v1,AAAA' },
      {},
    ];
    for (const headers of made) {
      const { status } = await fetch(url, { method: 'POST', headers, body: '{}' });
      expect(status).toBe(400);
    }
    expect(kept()).toMatchObject({ seenCount: 1 });
  });
});
