/**
 * Runs what must be done now and then: each task at its own pace, one node at a time where that
 * matters, never two at once on a node.
 */
export { createMaintenance, type Task } from './maintenance.ts';
