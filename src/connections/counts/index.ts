/**
 * Counts over the connections of all teams: `count-connections` by state, for who runs the gateway;
 * `count-logins-…` tell what became of a region's logins.
 */
export { type ConnectionCount, countConnections } from './count-connections.ts';
export { countLoginsByRegion } from './count-logins-by-region.ts';
export { countLoginsSince } from './count-logins-since.ts';
