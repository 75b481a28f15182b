import type { ConsentDeps, LinkDeps } from '#connections';
import type { Db } from '#db';
import type { ExportTokens } from '#exports';
import type { Live } from '#live';
import type { RefreshDeps } from '#poller';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import type { Sealer } from '#std/sealed-box';
import type {
  Actor,
  Authenticator,
  OpenedLinksHook,
  ReadCounter,
  UserHook,
  UserTokens,
} from '#teams';
import type { WebhookContext, Webhooks } from '#webhooks';

/**
 * What a resolver is given: who asks, from where, and the doors of the domain. One context is made
 * for each HTTP request and for each operation on a socket.
 */
export interface Context {
  readonly actor: Actor;
  /** The client's address, judged by the deployment's trusted proxies. */
  readonly address: string;
  readonly requestId: string;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the client left or the request's deadline passed. */
  readonly signal: AbortSignal;
  readonly services: Services;
  /** Where a stream of server-sent events broke off, as its client says. */
  readonly lastEventId?: string | undefined;
  /** To be told from where a subscription begins. */
  readonly noteStart?: (cursor: string) => void;
}

export interface InstanceFacts {
  readonly version: string;
  readonly isSandbox: boolean;
  readonly isConsoleServed: boolean;
  readonly isGraphiqlServed: boolean;
  readonly eventRetentionDays: number;
}

/** Where the pages are on which people link. */
export interface LinkPages {
  /** Of one link, with its token in the fragment. */
  urlOf(publicId: string, token: string): string;
  /** What to set so that it is a whole address; null when it is one. */
  readonly advice: string | null;
}

/** What the teams of a deployment may have, and make in a minute. */
export interface TeamQuotas {
  readonly usersMax: number;
  readonly apiKeysMax: number;
  /** By team. */
  readonly userTokens: RateQuota;
  readonly linkTokens: RateQuota;
}

export interface RateQuota {
  /** Counts one, if one is left. */
  take(key: string): { readonly isAllowed: boolean; readonly limitPerMinute: number };
}

/**
 * What the parts of the house offer to the schema beyond functions that take `db`: one line a
 * part, typed by that part's door. The composition root fills it.
 */
export interface Services {
  /** Logs in to Dexcom, and polls at once. */
  readonly linking: LinkDeps & RefreshDeps;
  /** Links by consent at a provider's own page; and the address of a start page. */
  readonly consents: ConsentDeps & { startUrlOf(secret: string): string };
  readonly refreshing: RefreshDeps;
  /** Opens the notes of diaries. */
  readonly sealer: Sealer;
  readonly authenticator: Authenticator;
  readonly live: Live;
  /** Keeps endpoints; and what sends to them, to be told of new work. */
  readonly webhookContext: WebhookContext;
  readonly webhooks: Pick<Webhooks, 'wake' | 'markDue'>;
  /** Counts who reads whose glucose. */
  readonly readCounter: Pick<ReadCounter, 'note'>;
  readonly userTokens: UserTokens;
  readonly exportTokens: ExportTokens;
  readonly linkPages: LinkPages;
  readonly quotas: TeamQuotas;
  /** What this gateway tells of itself. */
  readonly instance: InstanceFacts;
  /** What the parts do when a user is deleted, in the same transaction. */
  readonly userDeletedHooks: readonly UserHook[];
  /** What becomes of link tokens when the key is revoked that made them. */
  readonly openedLinks: OpenedLinksHook;
  /** What the parts do when all tokens of a user are revoked, in the same transaction. */
  readonly tokensRevokedHooks: readonly UserHook[];
}
