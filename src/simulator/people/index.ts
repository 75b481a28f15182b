/**
 * The people of the simulated world: a body's glucose over time, the sensor that measures it, the
 * account that it is uploaded to, and what reached Dexcom's cloud when. The same seed gives the
 * same life.
 */
export {
  type Account,
  type AccountRecord,
  type Follower,
  ordersOf,
  type Settings,
} from './account.ts';
export {
  type AccountOptions,
  type Accounts,
  type CampaignOptions,
  changeSettings,
  createAccounts,
  type SettingsOptions,
} from './accounts.ts';
export { hexOf, newUuid, seedOf, shapeUuid, uuidOf } from './chance.ts';
export { parseClarityCsv } from './clarity-csv.ts';
export { injectReading, type ShownReading, shownReadings, truths } from './cloud.ts';
export { demoPassword, demoPeople } from './demo-people.ts';
export type { Gap } from './gap.ts';
export {
  type AccountRequests,
  busiestWindow,
  type CallKind,
  carriesPassword,
  createLedger,
  emptyByKind,
  type RecordedRequest,
  recordRequest,
  recordServed,
  spacingOrNull,
  summarize,
} from './ledger.ts';
export type { ReadingTruth } from './reading.ts';
export { baseUrlOf, isApplicationId, type Region, regions, routeOf } from './region.ts';
export { defaultSensor } from './sensor.ts';
export { currentStyle, type Style } from './style.ts';
export type { TracePoint } from './trace.ts';
export { type Trend, trends } from './trend.ts';
