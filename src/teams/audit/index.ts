/** Who did what to which credential or data: actors, and the entries that their deeds leave. */
export {
  type Actor,
  type ApiKeyActor,
  anonymous,
  type UserTokenActor,
  type UserTokenScope,
  userTokenScopes,
} from './actor.ts';
export { appendAuditEntry } from './append-audit-entry.ts';
export { type AuditEntry, type AuditSource, systemSource } from './audit.ts';
export { listAuditEntries } from './list-audit-entries.ts';
