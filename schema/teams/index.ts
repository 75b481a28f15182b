/** The team of the caller, its API keys, and its audit log. */
import './api-key.ts';
import './audit-entry.ts';
import './team.ts';
