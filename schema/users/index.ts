/** The people of a team, their deletion and export, tokens for front ends, and who asks. */
import './user-deletion.ts';
import './user-export.ts';
import './user-token.ts';

export { User } from './user.ts';

import './viewer.ts';
import './user-token-scope.ts';
