/** The team of the caller, its API keys, who is signed in to the console, and its audit log. */
import './api-key.ts';
import './audit-entry.ts';
import './console-session.ts';
import './glucose-reads.ts';
import './instance.ts';
import './revoke-api-key.ts';
import './team.ts';
