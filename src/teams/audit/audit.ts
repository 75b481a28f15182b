import type { Selectable } from 'kysely';
import type { Database } from '#db';
import type { Sealer } from '#std/sealed-box';

/**
 * The audit log: who did what to which credential or data, when, and from where. Entries are written
 * in the transaction of the action, never changed, and hold no secrets: only ids, names and counts.
 */
export type AuditActorKind = Selectable<Database['audit_entries']>['actor_kind'];

/** Who does an action, and from where. */
export interface AuditSource {
  readonly kind: AuditActorKind;
  /** The id of the key or token; null for the command line and the system. */
  readonly id: string | null;
  /** The address that the request came from, where it came from one. */
  readonly address: string | null;
}

/** What was done, and to what. */
export interface AuditedAction {
  /** Named like `user.deleted`. */
  readonly action: string;
  readonly teamId: string | null;
  readonly subject?: { readonly kind: string; readonly id: string };
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
  /** The new address of a webhook: its scheme and host are told, the rest is sealed. */
  readonly webhookUrl?: { readonly href: string; readonly sealer: Sealer } | undefined;
}

export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly actorKind: AuditActorKind;
  readonly actorId: string | null;
  readonly action: string;
  readonly subjectKind: string | null;
  readonly subjectId: string | null;
  readonly address: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly webhookUrlSealed: Buffer | null;
}

/** For actions that the gateway takes by itself. */
export const systemSource: AuditSource = { kind: 'system', id: null, address: null };

export const commandLineSource: AuditSource = { kind: 'command-line', id: null, address: null };
