/**
 * Counts over the connections of all teams: `count-connections` by state, for who runs the gateway;
 * `count-connections-by-key` by the key that sealed their credentials; `count-logins-by-region` tells what became of a region's logins.
 * `count-live-of-app` is for the bound of an app; `count-by-state` and `count-users-by-states` are for one team.
 */
export { countByState, type StateCount } from './count-by-state.ts';
export { type ConnectionCount, countConnections } from './count-connections.ts';
export { countConnectionsByKey } from './count-connections-by-key.ts';
export { countLiveOfApp, lockApp } from './count-live-of-app.ts';
export { countLoginsByRegion, isRefusingAll, type RegionLogins } from './count-logins-by-region.ts';
export { countUsersByStates, type UserStatesCount } from './count-users-by-states.ts';
