/** The whole product in a process of its own, with the limits of production. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createApp } from '#app';
import { readConfig } from '#config';
import type { Region } from '#providers';
import { createLog } from '#std/log';

const [, , databaseUrl = '', baseUrls = ''] = process.argv;
const reading = readConfig(
  {
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEYS: `bench:${Buffer.alloc(32, 1).toString('base64')}`,
    HOST: '127.0.0.1',
    PORT: '0',
  },
  [],
);
if (reading.kind === 'mistakes') throw new Error(JSON.stringify(reading.mistakes));
const dexcomBaseUrls = JSON.parse(baseUrls) as Record<Region, string>;
/** What the product tells as a mistake of its own, and what the platform warns of. */
const complaints: string[] = [];
const complain = (text: unknown) => complaints.push(String(text).slice(0, 2_000));
process.on('warning', complain);
const log = createLog('error', { write: complain });
const app = createApp({ config: reading.config, log, dexcomBaseUrls });
await app.start();

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What one collection frees may keep other things until the next. */
const collections = 6;

export type GatewayCommand = 'cpu' | 'heap' | 'complaints' | 'peaks' | 'cuts';

/** What it took at the most since it was last asked, in bytes. */
let peaks = { heap: 0, resident: 0 };
setInterval(() => {
  const { heapUsed, rss } = process.memoryUsage();
  peaks = { heap: Math.max(peaks.heap, heapUsed), resident: Math.max(peaks.resident, rss) };
}, 250).unref();

function takePeaks() {
  const taken = peaks;
  peaks = { heap: 0, resident: 0 };
  return taken;
}

/** How many readers were cut, by door. */
async function readCuts(): Promise<Record<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${app.port()}/metrics`)).text();
  const lines = text.matchAll(/^gateway_readers_cut_total\{door="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...lines].map(([, door, count]) => [door, Number(count)]));
}

async function heapAfterCollection(): Promise<number> {
  for (let count = 0; count < collections; count += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    collect();
  }
  return process.memoryUsage().heapUsed;
}

process.on('message', async ({ id, command }: { id: number; command: GatewayCommand }) => {
  const answers = {
    cpu: process.cpuUsage,
    heap: heapAfterCollection,
    complaints: () => complaints.splice(0),
    peaks: takePeaks,
    cuts: readCuts,
  };
  process.send?.({ id, result: await answers[command]() });
});
process.send?.({ id: 0, result: app.port() });
