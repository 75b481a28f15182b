/** A gateway's webhooks in a process of their own, over the database that it is told. */
import { createListener, openDatabase } from '#db';
import { systemClock } from '#std/clock';
import { createLog } from '#std/log';
import { systemRandom } from '#std/random';
import { createSealer } from '#std/sealed-box';
import { createAddressPolicy, createWebhookContext, createWebhooks } from '#webhooks';

const [, , url = '', sealingKey = ''] = process.argv;
const log = createLog('warn');
const { db } = openDatabase({ url, poolMax: 10, applicationName: 'bench gateway', log });
const context = createWebhookContext({
  clock: systemClock,
  sealer: createSealer([{ id: 'bench', key: Buffer.from(sealingKey, 'hex') }]),
  addressPolicy: createAddressPolicy({ allowsHttp: true, allowedSubnets: ['127.0.0.0/8'] }),
});
const webhooks = createWebhooks({ db, context, random: systemRandom, log });
const listener = createListener({
  url,
  channels: ['events'],
  onNotify: () => webhooks.wake(),
  clock: systemClock,
  log,
});
await webhooks.start();
await listener.start();
process.on('message', ({ id, command }: { id: number; command: 'cpu' | 'memory' }) => {
  process.send?.({
    id,
    result: command === 'cpu' ? process.cpuUsage() : process.memoryUsage.rss(),
  });
});
process.send?.({ id: 0, result: null });
