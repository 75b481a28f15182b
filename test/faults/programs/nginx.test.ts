import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '#std/clock';
import { eventually } from '#test/eventually';
import { startGateway } from '#test/gateway';
import { shortForm } from '#test/short-form';
import { type SpawnedGateway, spawnGateway } from '#test/spawn-gateway';
import { freePort, newFolder, start } from '#test/system-programs';

/** How often both nodes are restarted: as a test of faults, more often than in the gate. */
const isOfFaults = process.env.FAULTS_SEED !== undefined;
const roundCount = isOfFaults ? 10 : 1;
const options = { timeout: isOfFaults ? 600_000 : shortForm('twoNodes') };
const drainDelayMs = 2_000;
const lookMs = 200;

/** nginx before some ports, as the example of the docs has it, with the upstreams in a file. */
async function startNginx() {
  const folder = await newFolder();
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  const upstreams = join(folder, 'upstreams.conf');
  const pidFile = join(folder, 'nginx.pid');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  await writeFile(
    file,
    `daemon off; worker_processes 1; pid ${pidFile}; error_log ${folder}/error.log;
events { worker_connections 500; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  upstream gateway { include ${upstreams}; keepalive 16; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://gateway;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`,
  );
  return {
    url: `http://127.0.0.1:${port}`,
    start: () => start('nginx', ['-c', file, '-p', folder, '-e', join(folder, 'error.log')]),
    setUpstreams: (ports: readonly number[]) =>
      writeFile(upstreams, ports.map((each) => `server 127.0.0.1:${each};\n`).join('')),
    async reload() {
      process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGHUP');
    },
  };
}

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
  return answer?.status === 200;
}

/** What the controllers of load balancers do: they send to those that say they are ready. */
function watchReadiness(
  nginx: Awaited<ReturnType<typeof startNginx>>,
  ports: readonly number[],
): { readonly led: () => readonly number[] } {
  let led = ports;
  const over = new AbortController();
  const watch = async () => {
    while (!over.signal.aborted) {
      const answers = await Promise.all(ports.map(isReady));
      const ready = ports.filter((_port, index) => answers[index]);
      if (ready.length > 0 && ready.join() !== led.join()) {
        await nginx.setUpstreams(ready);
        await nginx.reload();
        led = ready;
      }
      await systemClock.sleep(lookMs, over.signal);
    }
  };
  const watching = watch();
  onTestFinished(async () => {
    over.abort();
    await watching;
  });
  return { led: () => led };
}

/** Asks on a new connection, as many clients would; the status, or what went wrong. */
function askOnce(url: string, apiKey: string): Promise<number | string> {
  const body = JSON.stringify({ query: '{ viewer { credential } }' });
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'x-api-key': apiKey };
    const asked = request(`${url}/graphql`, { method: 'POST', headers, agent: false }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.once('error', (error) => resolve(error.message));
    asked.end(body);
  });
}

function putUnderLoad(url: string, apiKey: string) {
  const answers = new Map<number | string, number>();
  let isOver = false;
  const client = async () => {
    while (!isOver) {
      const answer = await askOnce(url, apiKey);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  };
  const clients = Promise.all(Array.from({ length: 4 }, client));
  return async () => {
    isOver = true;
    await clients;
    return answers;
  };
}

describe('two nodes behind nginx', () => {
  it('are restarted in turn under load, and no request fails', options, async () => {
    const gateway = await startGateway();
    onTestFinished(() => gateway.close());
    const ports = [await freePort(), await freePort()];
    const nodes: SpawnedGateway[] = [];
    const startNode = (port: number) =>
      spawnGateway({ ...gateway.config, port, drainDelayMs }, gateway.simulator.baseUrls);
    for (const port of ports) nodes.push(await startNode(port));
    onTestFinished(async () => void (await Promise.all(nodes.map((node) => node.kill()))));
    const nginx = await startNginx();
    await nginx.setUpstreams(ports);
    nginx.start();
    await eventually(async () => (await askOnce(nginx.url, gateway.apiKey)) === 200);
    const { led } = watchReadiness(nginx, ports);
    const finish = putUnderLoad(nginx.url, gateway.apiKey);
    for (let round = 0; round < roundCount; round += 1) {
      for (const [index, port] of ports.entries()) {
        expect(await nodes[index]?.stop()).toBe(0);
        nodes[index] = await startNode(port);
        await eventually(() => led().length === ports.length);
      }
    }
    const answers = await finish();
    expect([...answers.keys()]).toEqual([200]);
    expect(answers.get(200)).toBeGreaterThan(100);
  });
});
