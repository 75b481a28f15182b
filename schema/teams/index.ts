/** The team of the caller, its API keys, and its audit log. */
import './api-key.ts';
import './audit-entry.ts';
import './glucose-reads.ts';
import './revoke-api-key.ts';
import './team.ts';
