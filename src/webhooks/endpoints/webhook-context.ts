import type { Clock } from '#std/clock';
import type { Sealer } from '#std/sealed-box';
import { type DeliveryPolicy, defaultDeliveryPolicy } from '#webhooks/deliveries';
import type { AddressPolicy } from '#webhooks/http';
import { createResolveHost, type ResolveHost } from '#webhooks/http';

/** What the functions of this room need besides the database. Nothing in it runs by itself. */
export interface WebhookContext {
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly policy: DeliveryPolicy;
  readonly addressPolicy: AddressPolicy;
  readonly resolveHost: ResolveHost;
}

export interface WebhookContextOptions {
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly addressPolicy: AddressPolicy;
  readonly policy?: Partial<DeliveryPolicy>;
  readonly resolveHost?: ResolveHost;
}

export function createWebhookContext(options: WebhookContextOptions): WebhookContext {
  const { clock, sealer, addressPolicy, resolveHost = createResolveHost() } = options;
  const policy = { ...defaultDeliveryPolicy, ...options.policy };
  return { clock, sealer, addressPolicy, policy, resolveHost };
}
