/** The event log: the `events` query, the subscriptions, and their expected failures. */
export { EventTypeEnum } from './event.ts';

import './events-query.ts';
import './subscription.ts';
import './event-failures.ts';
import './event-rights.ts';
