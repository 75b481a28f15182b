import { type Db, inTransaction } from '#db';
import type { Context } from '#schema/kit';
import { auditSourceOf, teamOf } from '#schema/kit';
import { appendAuditEntry } from '#teams';

/** What is done to an endpoint, for the audit. */
export interface EndpointAction {
  /** Named like `webhook-endpoint.created`. */
  readonly action: string;
  readonly endpointId: string;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Does something to an endpoint and enters it in the audit, both or neither. */
export function withEndpointAudit<Result>(
  context: Context,
  work: (db: Db, audit: (deed: EndpointAction) => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const source = auditSourceOf(context);
  const teamId = teamOf(context);
  return inTransaction(context.db, (db) =>
    work(db, ({ action, endpointId, detail = {} }) =>
      appendAuditEntry(db, context.clock, source, {
        action,
        teamId,
        subject: { kind: 'webhook-endpoint', id: endpointId },
        detail,
      }),
    ),
  );
}
