import { z } from 'zod';
import type {
  Account,
  AccountOptions,
  CampaignOptions,
  SettingsOptions,
  Style,
} from '#simulator/people';
import { regions } from '#simulator/people';
import { adminOAuthOrders } from './admin-oauth-orders.ts';
import { type AdminOrder, order } from './admin-order.ts';
import {
  account,
  fault,
  instant,
  newAccount,
  region,
  settings,
  source,
  style,
  trend,
} from './admin-shapes.ts';
import type { ClockErrorOrder, FaultOrder, ReadingOrder, RevisionOrder } from './orders.ts';

/**
 * The orders over the admin address: a table from the name of an order to the check of its arguments
 * and its function. Instants are milliseconds since the epoch.
 */
export const adminOrders: Readonly<Record<string, AdminOrder>> = {
  ...adminOAuthOrders,
  'add-account': order(newAccount, (orders, args) =>
    describe(orders.addAccount(args as AccountOptions)),
  ),
  'add-accounts': order(
    z.strictObject({
      count: z.int().min(1).max(200_000),
      region,
      prefix: z.string().optional(),
      first: z.int().min(0).optional(),
      ...settings,
      ...source,
    }),
    (orders, { count, ...options }) => {
      const added = orders.addAccounts(count, options as CampaignOptions);
      return { count: added.length, first: describeFirst(added) };
    },
  ),
  'find-account': order(account, (orders, ref) => {
    const found = orders.findAccount(ref);
    return found && { ...describe(found), settings: found.settings };
  }),
  'list-accounts': order(
    z.strictObject({ limit: z.int().min(1).max(10_000).default(100) }),
    (orders, { limit }) => [...orders.listAccounts()].slice(0, limit).map(describe),
  ),
  'change-account': order(
    z.strictObject({ account, password: z.string().min(1).optional(), ...settings }),
    (orders, { account: ref, ...changes }) =>
      orders.changeAccount(ref, changes as SettingsOptions & { password?: string }),
  ),
  'move-account': order(
    z.strictObject({
      account,
      toRegion: z.enum(regions).optional(),
      accountId: z.uuid().optional(),
    }),
    (orders, { account: ref, toRegion, accountId }) =>
      describe(
        orders.moveAccount(ref, {
          ...(toRegion === undefined ? {} : { region: toRegion }),
          ...(accountId === undefined ? {} : { accountId }),
        }),
      ),
  ),
  'kill-sessions': order(
    z.strictObject({ account, how: z.enum(['vanish', 'expire']).default('vanish') }),
    (orders, { account: ref, how }) => ({ count: orders.killSessions(ref, how) }),
  ),
  'lock-out': order(
    z.strictObject({ account, forMs: z.number().min(0).optional() }),
    (orders, { account: ref, forMs }) => orders.lockOut(ref, forMs),
  ),
  unlock: order(z.strictObject({ account }), (orders, args) => orders.unlock(args.account)),
  'add-fault': order(fault, (orders, args) => ({ faultId: orders.addFault(args as FaultOrder) })),
  'remove-fault': order(z.strictObject({ faultId: z.string() }), (orders, { faultId }) => ({
    isRemoved: orders.removeFault(faultId),
  })),
  'clear-faults': order(z.strictObject({}), (orders) => orders.clearFaults()),
  'list-faults': order(z.strictObject({}), (orders) => orders.listFaults()),
  'add-gap': order(
    z.strictObject({
      account,
      fromMs: instant,
      toMs: instant,
      backfillAtMs: instant.nullable().default(null),
    }),
    (orders, { account: ref, ...gap }) => orders.addGap(ref, gap),
  ),
  'add-reading': order(
    z.strictObject({
      account,
      atMs: instant.optional(),
      valueMgDl: z.int(),
      trend: trend.optional(),
      visibleAtMs: instant.optional(),
    }),
    (orders, { account: ref, ...reading }) => orders.addReading(ref, reading as ReadingOrder),
  ),
  'revise-reading': order(
    z.strictObject({
      account,
      atMs: instant,
      valueMgDl: z.int(),
      trend: trend.optional(),
      visibleAtMs: instant.optional(),
    }),
    (orders, { account: ref, ...revision }) => orders.reviseReading(ref, revision as RevisionOrder),
  ),
  'add-clock-error': order(
    z.strictObject({
      account,
      fromMs: instant,
      toMs: instant,
      errorMs: z.number(),
      isSystemTimeRight: z.boolean().optional(),
    }),
    (orders, { account: ref, ...error }) => orders.addClockError(ref, error as ClockErrorOrder),
  ),
  'end-troubles': order(z.strictObject({ account }), (orders, args) =>
    orders.endTroubles(args.account),
  ),
  'set-utc-offset': order(
    z.strictObject({
      account,
      utcOffsetMinutes: z.int().min(-840).max(840),
      fromMs: instant.optional(),
    }),
    (orders, { account: ref, utcOffsetMinutes, fromMs }) =>
      orders.setUtcOffset(ref, utcOffsetMinutes, fromMs),
  ),
  'start-sensor': order(
    z.strictObject({ account, atMs: instant.optional() }),
    (orders, { account: ref, atMs }) => orders.startSensor(ref, atMs),
  ),
  'set-style': order(style, (orders, args) => orders.setStyle(args as Partial<Style>)),
  'requests-of': order(account, (orders, ref) => orders.requestsOf(ref)),
  totals: order(z.strictObject({}), (orders) => orders.totals()),
  pace: order(z.strictObject({ windowMs: z.number().min(1).optional() }), (orders, args) =>
    orders.pace(args.windowMs),
  ),
  'readings-of': order(
    z.strictObject({ account, untilMs: instant, afterMs: instant }),
    (orders, { account: ref, untilMs, afterMs }) => orders.readingsOf(ref, untilMs, afterMs),
  ),
};

function describe({ region: of, accountId, username, email, phone, password }: Account) {
  return { region: of, accountId, username, email, phone, password };
}

function describeFirst([first]: readonly Account[]) {
  return first ? describe(first) : null;
}
