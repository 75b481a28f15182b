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
  readonly orders: OrdersByHost;
  readonly replayPace: ReplayPace;
}

/** Bounds how often callers order something to be sent to one host. */
export interface OrdersByHost {
  /** Counts one, if one is left. */
  take(host: string): { readonly isAllowed: boolean; readonly limitPerMinute: number };
}

/** How many deliveries replays may make due at one host, whatever their endpoints and teams. */
export interface ReplayPace {
  look(host: string): { readonly remaining: number };
  /** Counts one. */
  take(host: string): unknown;
}

export interface WebhookContextOptions {
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly addressPolicy: AddressPolicy;
  readonly policy?: Partial<DeliveryPolicy>;
  readonly resolveHost?: ResolveHost;
  readonly orders?: OrdersByHost;
  readonly replayPace?: ReplayPace;
}

const unbounded = {
  take: () => ({ isAllowed: true, limitPerMinute: 0 }),
  look: () => ({ remaining: Number.POSITIVE_INFINITY }),
};

export function createWebhookContext(options: WebhookContextOptions): WebhookContext {
  const { clock, sealer, addressPolicy, resolveHost = createResolveHost() } = options;
  const { orders = unbounded, replayPace = unbounded } = options;
  const policy = { ...defaultDeliveryPolicy, ...options.policy };
  return { clock, sealer, addressPolicy, policy, resolveHost, orders, replayPace };
}
