/**
 * A user's link to an account at a provider: `provider` lists providers and what they need, `link`
 * links and reconnects, `link-oauth` by consent (`link-failures` are its expected failures), `connection` and its state, `users-query` lists people also by it,
 * `dexcom-status` whether Dexcom answers at all, `refresh` polls now, `disconnect` ends a connection, and `poll-record` shows recent polls.
 */
import './connection.ts';
import './connections-query.ts';
import './dexcom-status.ts';
import './disconnect.ts';
import './link.ts';
import './link-oauth.ts';
import './link-session.ts';
import './link-token.ts';

export { Connection } from './connection.ts';
export { LinkOutcome } from './link-outcome.ts';
export { presentOf } from './present-of.ts';

export { ProviderEnum } from './provider.ts';

import './refresh.ts';
import './user-connections.ts';

export { stateTextNow } from './state-text-now.ts';

import './users-query.ts';
import './connection-state.ts';
import './link-failures.ts';
import './poll-record.ts';
