import { z } from 'zod';
import type { ClientOrder, OAuthStyle, WearerSettings } from '#simulator/oauth';
import { type AdminOrder, order } from './admin-order.ts';
import { account, instant } from './admin-shapes.ts';
import type { NewEntry, OAuthFaultOrder } from './oauth-orders.ts';
import {
  client,
  egvChange,
  entryChange,
  newEntry,
  oauthFault,
  oauthStyle,
  wearer,
} from './oauth-shapes.ts';

/** The orders about the OAuth API over the admin address. */
export const adminOAuthOrders: Readonly<Record<string, AdminOrder>> = {
  'add-oauth-client': order(client, (orders, args) => orders.addOAuthClient(args as ClientOrder)),
  'set-oauth-style': order(oauthStyle, (orders, args) =>
    orders.setOAuthStyle(args as Partial<OAuthStyle>),
  ),
  'change-wearer': order(wearer, (orders, { account: ref, ...changes }) =>
    orders.changeWearer(ref, changes as Partial<WearerSettings>),
  ),
  'add-oauth-fault': order(oauthFault, (orders, args) =>
    orders.addOAuthFault(args as OAuthFaultOrder),
  ),
  'clear-oauth-faults': order(z.strictObject({}), (orders) => orders.clearOAuthFaults()),
  'expire-tokens': order(z.strictObject({ account: account.optional() }), (orders, args) => ({
    count: orders.expireTokens(args.account),
  })),
  'revoke-grants': order(z.strictObject({ account }), (orders, args) => ({
    count: orders.revokeGrants(args.account),
  })),
  'add-entry': order(newEntry, (orders, { account: ref, ...entry }) => ({
    key: orders.addEntry(ref, entry as NewEntry),
  })),
  'change-entry': order(entryChange, (orders, { account: ref, fromMs, ...change }) =>
    orders.changeEntry(ref, fromMs === undefined ? change : { ...change, fromMs }),
  ),
  'change-egv': order(egvChange, (orders, { account: ref, ...change }) =>
    orders.changeEgv(ref, change),
  ),
  'entries-of': order(
    z.strictObject({ account, fromMs: instant, toMs: instant }),
    (orders, { account: ref, fromMs, toMs }) => orders.entriesOf(ref, fromMs, toMs),
  ),
  'oauth-calls': order(z.strictObject({}), (orders) => orders.oauthCalls()),
  'oauth-totals': order(z.strictObject({}), (orders) => orders.oauthTotals()),
  'clear-oauth-calls': order(z.strictObject({}), (orders) => orders.clearOAuthCalls()),
};
