import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newSecret } from '#src/webhooks/http/secret.ts';
import { eventually } from '#test/eventually';
import { createWebhookRig } from '#test/webhook-rig';
import { resendDelivery } from '#webhooks';

/** The receiver in Python that the README shows, taken from there, behind a plain HTTP server. */
const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');
const receiver = /```python\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

const server = `
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
answers = []
class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        answers.append(receive(body, {name.lower(): text for name, text in self.headers.items()}))
        self.send_response(answers[-1])
        self.send_header("content-length", "0")
        self.end_headers()
    def do_GET(self):
        told = json.dumps({"answers": answers, "samples": list(samples.values())}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)
    def log_message(self, *_):
        pass
served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(served.server_port, flush=True)
served.serve_forever()`;

interface Told {
  readonly answers: readonly number[];
  readonly samples: readonly { readonly revision: number; readonly value: number }[];
}

async function setup() {
  const secret = newSecret();
  const program = `SECRET = ${JSON.stringify(secret)}\n${receiver}\n${server}`;
  const python = spawn('python3', ['-c', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    python.kill('SIGKILL');
  });
  const [port] = await once(createInterface({ input: python.stdout }), 'line');
  const url = `http://127.0.0.1:${port}/`;
  const rig = await createWebhookRig();
  onTestFinished(() => rig.close());
  const endpoint = await rig.addEndpoint(url, { secret });
  await rig.createNode().start();
  const told = async () => (await (await fetch(url)).json()) as Told;
  return { ...rig, url, endpoint, told };
}

const sample = (revision: number, value: number) => ({
  data: { data: [{ timestamp: '2026-01-15T12:00:00+00:00', revision, value }] },
});

describe("the README's receiver in Python", () => {
  it('takes what the gateway sends once, and keeps the highest revision', async () => {
    const { append, endpoint, told, db, context, teamId } = await setup();
    await append(sample(2, 6.1));
    await eventually(async () => (await told()).answers.length === 1);
    await append(sample(1, 5.5));
    await eventually(async () => (await told()).answers.length === 2);
    const delivery = { teamId, endpointId: endpoint.id, position: 1 };
    await eventually(async () => (await resendDelivery(db, context, delivery)).kind === 'resent');
    await eventually(async () => (await told()).answers.length === 3);
    expect(await told()).toEqual({
      answers: [204, 204, 204],
      samples: [expect.objectContaining({ revision: 2, value: 6.1 })],
    });
  });

  it('refuses what is forged, old, or not signed at all', async () => {
    const { append, url, told } = await setup();
    await append(sample(1, 5.5));
    await eventually(async () => (await told()).answers.length === 1);
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
    expect((await told()).samples).toHaveLength(1);
  });
});
