/**
 * Turns events of the log into deliveries, once for each endpoint that wants the event. `stager` is
 * the loop, `stage-deliveries` the one statement that also moves the checkpoint; `send-test-event`
 * appends an event for one endpoint. Promises W1: a delivery is recorded before it is sent.
 */
export { sendTestEvent } from './send-test-event.ts';
export { createStager } from './stager.ts';
