/** The event log: the `events` query, the subscriptions (also that to states of connections), and their expected failures. */
export { EventTypeEnum } from './event.ts';
export { noteEventRead } from './note-event-read.ts';

import './events-query.ts';
import './subscription.ts';
import './connection-states.ts';
import './event-failures.ts';
import './event-rights.ts';
