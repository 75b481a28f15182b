/** Webhooks alone, in a process of their own, until they are killed. See spawn-webhook-node.ts. */
import { openDatabase } from '#db';
import type { DeliveryPolicy } from '#src/webhooks/deliveries/delivery-policy.ts';
import { systemClock } from '#std/clock';
import { silentLog } from '#std/log';
import { systemRandom } from '#std/random';
import { createSealer } from '#std/sealed-box';
import { createAddressPolicy, createWebhookContext, createWebhooks } from '#webhooks';

export interface WebhookNodeOrder {
  readonly url: string;
  readonly sealingKey: string;
  readonly policy: Partial<DeliveryPolicy>;
}

const { url, sealingKey, policy } = JSON.parse(process.argv[2] ?? '') as WebhookNodeOrder;
const { db } = openDatabase({ url, poolMax: 5, applicationName: 'webhook node', log: silentLog });
const context = createWebhookContext({
  clock: systemClock,
  sealer: createSealer([{ id: 'test', key: Buffer.from(sealingKey, 'hex') }]),
  addressPolicy: createAddressPolicy({ allowsHttp: true, allowedSubnets: ['127.0.0.0/8'] }),
  policy,
});
await createWebhooks({ db, context, random: systemRandom, log: silentLog }).start();
process.send?.('ready');
