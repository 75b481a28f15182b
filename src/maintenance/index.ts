export { createMaintenance, type Task } from './maintenance.ts';
