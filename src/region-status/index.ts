/**
 * Whether the provider answers at all, region by region, by what this deployment's own polls were
 * answered: `judge` decides, `judge-regions` reads the counts and notes a change, `find-statuses`
 * tells it. Promises: one connection alone never makes a region fail; a change is told once to each
 * team that has somebody there (E1).
 */
export { findRegionStatuses, type RegionStatus, type ServiceStatus } from './find-statuses.ts';
export { judgeRegions } from './judge-regions.ts';
