import { type Db, inTransaction } from '#db';
import type { Context } from '#schema/kit';
import { auditSourceOf, teamOf } from '#schema/kit';
import { appendAuditEntry } from '#teams';

/** An action on an endpoint, for the audit. */
export interface EndpointAction {
  /** Named like `webhook-endpoint.created`. */
  readonly action: string;
  readonly endpointId: string;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
  /** Its new address. */
  readonly href?: string | undefined;
}

/**
 * Runs `work` in a transaction and gives it a function that writes audit entries in the same one.
 */
export function withEndpointAudit<Result>(
  context: Context,
  work: (db: Db, audit: (action: EndpointAction) => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const source = auditSourceOf(context);
  const teamId = teamOf(context);
  const { sealer } = context.services.webhookContext;
  return inTransaction(context.db, (db) =>
    work(db, ({ action, endpointId, detail = {}, href }) =>
      appendAuditEntry(db, context.clock, source, {
        action,
        teamId,
        subject: { kind: 'webhook-endpoint', id: endpointId },
        detail,
        webhookUrl: href === undefined ? undefined : { href, sealer },
      }),
    ),
  );
}
