/**
 * Orders to the simulated world, as functions and over HTTP: people, sensors, gaps, faults, and
 * what was asked of whom.
 */
export { createAdminServer } from './admin-server.ts';
export { createOrders, type Orders } from './orders.ts';
