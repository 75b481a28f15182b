/**
 * The simulated people. `person` is the glucose of a body over time, `sensor` or `trace` says when it
 * is measured, `account` and `accounts` hold who it belongs to and what goes wrong, `cloud` says what
 * Dexcom shows of it and when, and `ledger` records the requests for it. The same seed gives the same
 * readings.
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
  type AccountPlace,
  type Accounts,
  type CampaignOptions,
  changeSettings,
  createAccounts,
  type SettingsOptions,
} from './accounts.ts';
export { chanceAt, hexOf, newUuid, seedOf, shapeUuid, uuidOf, within } from './chance.ts';
export { parseClarityCsv } from './clarity-csv.ts';
export {
  injectReading,
  mostOutOfOrderMs,
  type ShownReading,
  shownReadings,
  tellingsOf,
  truths,
  utcOffsetAt,
} from './cloud.ts';
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
export { dayOf, exerciseOn, instantOf, levelAt, mealsOn, type Person } from './person.ts';
export type { ReadingTruth } from './reading.ts';
export { baseUrlOf, isApplicationId, type Region, regions, routeOf } from './region.ts';
export { defaultSensor, sensorOfOrdinal } from './sensor.ts';
export { currentStyle, type Style } from './style.ts';
export type { TracePoint } from './trace.ts';
export { type Trend, trendOfRate, trends } from './trend.ts';
