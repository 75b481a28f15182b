/** The log as queries and subscriptions tell it. */
export { EventTypeEnum } from './event.ts';

import './events-query.ts';
import './subscription.ts';
import './event-failures.ts';
import './event-rights.ts';
