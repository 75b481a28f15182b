/**
 * The people of a team: `user` with its queries and mutations, `user-deletion`, `user-export`,
 * `user-token` for front ends, and `viewer`, which shows who asks.
 */
import './user-deletion.ts';
import './user-export.ts';
import './user-token.ts';

export { ApiKeyScopeEnum } from './api-key-scope.ts';
export { ConsoleRoleEnum } from './console-role.ts';
export { loadUser } from './load-user.ts';
export { User } from './user.ts';
export { asksOverview, listWithOverviews, overviewOf } from './user-overview.ts';

import './viewer.ts';
import './user-token-scope.ts';
