import type { Clock } from '#std/clock';
import type { Sealer } from '#std/sealed-box';
import { type DeliveryPolicy, defaultDeliveryPolicy } from '#webhooks/deliveries';
import type { AddressPolicy } from '#webhooks/http';
import { createResolveHost, type ResolveHost } from '#webhooks/http';

/** What the verbs that keep endpoints need beside the database; nothing of it runs by itself. */
export interface WebhookKit {
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly policy: DeliveryPolicy;
  readonly addressPolicy: AddressPolicy;
  readonly resolveHost: ResolveHost;
}

export interface WebhookKitOptions {
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly addressPolicy: AddressPolicy;
  readonly policy?: Partial<DeliveryPolicy>;
  readonly resolveHost?: ResolveHost;
}

export function createWebhookKit(options: WebhookKitOptions): WebhookKit {
  const { clock, sealer, addressPolicy, resolveHost = createResolveHost() } = options;
  const policy = { ...defaultDeliveryPolicy, ...options.policy };
  return { clock, sealer, addressPolicy, policy, resolveHost };
}
