/**
 * Orders to the simulator: they add people, sensors, gaps and faults, and report which requests came.
 * `orders` are functions; `admin-orders` checks the same orders as JSON (`admin-shapes`), and
 * `admin-server` takes them over HTTP.
 */
export { createAdminServer } from './admin-server.ts';
export { createOrders, type Orders } from './orders.ts';
