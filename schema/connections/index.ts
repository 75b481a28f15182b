/** Links to Dexcom: providers, linking, states, refreshing, disconnecting, and recent polls. */
import './connection.ts';
import './connections-query.ts';
import './disconnect.ts';
import './link.ts';

export { ProviderEnum } from './provider.ts';

import './refresh.ts';
import './user-connections.ts';
import './connection-state.ts';
import './link-failures.ts';
import './poll-record.ts';
