/**
 * Turns the log into deliveries, each event once for each endpoint that wants it, and remembers
 * how far it has come.
 */
export { sendTestEvent } from './send-test-event.ts';
export { createStager } from './stager.ts';
