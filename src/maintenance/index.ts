/**
 * Runs periodic tasks, each at its own interval and one after the other. The tasks themselves are
 * given by `app/`. Promises: a task that fails does not delay the others for good. Several nodes may
 * run the same task at once, so each task must allow that.
 */
export { createMaintenance, type Task } from './maintenance.ts';
