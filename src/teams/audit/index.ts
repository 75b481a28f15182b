/** The audit log: who made a request (`actor`), and the entries that record what was done. */
export {
  type Actor,
  type ApiKeyActor,
  anonymous,
  isTeamActor,
  type SessionActor,
  type TeamActor,
  type UserTokenActor,
  type UserTokenScope,
  userTokenScopes,
} from './actor.ts';
export { type ApiKeyScope, apiKeyScopes, knownScopes } from './api-key-scope.ts';
export { appendAuditEntry } from './append-audit-entry.ts';
export { type AuditEntry, type AuditSource, systemSource } from './audit.ts';
export { openAuditedUrl } from './audit-address.ts';
export { countAuditByKey } from './count-audit-by-key.ts';
export { eraseAudit } from './erase-audit.ts';
export { listAuditEntries } from './list-audit-entries.ts';
export { type GlucoseReads, listGlucoseReads } from './list-glucose-reads.ts';
export { lockTeam } from './lock-team.ts';
export { pruneAudit } from './prune-audit.ts';
export { createReadCounter, type ReadCounter } from './read-counter.ts';
export { resealAudit } from './reseal-audit.ts';
