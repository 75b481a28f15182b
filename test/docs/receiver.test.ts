import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { newSecret } from '#src/webhooks/http/secret.ts';
import { blocksOf } from '#test/docs';
import { everyExample } from '#test/event-examples';
import { signedHeaders } from '#test/signed-headers';

/** The receiver that the page on webhooks shows, taken from there and run. */
const folder = mkdtempSync(join(import.meta.dirname, 'receiver-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Receiver {
  receive(body: string, headers: Record<string, string>): number;
  readonly samples: ReadonlyMap<string, { readonly revision: number; readonly value: number }>;
}

let count = 0;

async function setup() {
  const block = blocksOf('docs/webhooks.md', 'ts').find((text) =>
    text.includes('export function receive'),
  );
  const secret = newSecret();
  const code = `${block?.replace('process.env.WEBHOOK_SECRET', JSON.stringify(secret))}`;
  const path = join(folder, `receiver-${count++}.ts`);
  writeFileSync(path, `${code}\nexport { samples };\n`);
  const receiver = (await import(path)) as Receiver;
  const at = new Date();
  const sign = (id: string, body: string) => {
    const headers = signedHeaders({ id, at, body: Buffer.from(body), secrets: [secret] });
    return { body, headers };
  };
  const send = (id: string, revision: number, value: number) => {
    const data = { data: [{ timestamp: '2026-01-15T12:00:00+00:00', revision, value }] };
    const event = { event_type: 'daily.data.glucose.updated', user_id: 'u', data };
    return sign(id, JSON.stringify(event));
  };
  return { receiver, send, sign };
}

describe('the receiver of the page on webhooks', () => {
  it('verifies, takes each event once, and keeps the highest revision out of order', async () => {
    const { receiver, send } = await setup();
    const later = send('event-2', 2, 6.1);
    const earlier = send('event-1', 1, 5.5);
    expect(receiver.receive(later.body, later.headers)).toBe(204);
    expect(receiver.receive(earlier.body, earlier.headers)).toBe(204);
    expect(receiver.receive(later.body, later.headers)).toBe(204);
    expect([...receiver.samples.values()]).toMatchObject([{ revision: 2, value: 6.1 }]);
    const forged = later.body.replace('6.1', '16.1');
    expect(receiver.receive(forged, { ...later.headers, 'webhook-id': 'event-3' })).toBe(400);
    expect([...receiver.samples.values()]).toMatchObject([{ value: 6.1 }]);
  });

  it('acknowledges an event of each type, and has readings of glucose alone', async () => {
    const { receiver, sign } = await setup();
    for (const event of everyExample()) {
      const { body, headers } = sign(event.id, JSON.stringify(event));
      expect(receiver.receive(body, headers), event.event_type).toBe(204);
    }
    const values = [...receiver.samples.values()].map(({ value }) => value);
    expect(values).toEqual([5.88, 18.48]);
  });
});
