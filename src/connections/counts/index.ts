/**
 * Counts over the connections of all teams: `count-connections` by state, for who runs the gateway;
 * `count-logins-by-region` tells what became of a region's logins.
 */
export { type ConnectionCount, countConnections } from './count-connections.ts';
export { countLoginsByRegion, isRefusingAll, type RegionLogins } from './count-logins-by-region.ts';
