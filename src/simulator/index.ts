export {
  type Account,
  everydayFlaws,
  type Flaws,
  type Settings,
  typicalVisibility,
  type Visibility,
} from './account.ts';
export {
  type AccountOptions,
  type CampaignOptions,
  campaignPassword,
  campaignUsername,
  type SettingsOptions,
} from './accounts.ts';
export { ClarityCsvError, parseClarityCsv } from './clarity-csv.ts';
export { demoPassword, demoPeople, thinningFor } from './demo-people.ts';
export type { CallGroup, Effect, FaultState } from './fault.ts';
export type { Gap } from './gap.ts';
export { type AccountRequests, busiestWindow, type CallKind } from './ledger.ts';
export type { FaultOrder, Orders, Pace, Totals } from './orders.ts';
export { createPerson, levelAt, type Person, type Profile } from './person.ts';
export type { ReadingTruth, Revision } from './reading.ts';
export { type Region, regions } from './region.ts';
export { type RunningSimulator, type RunOptions, runSimulator } from './run-simulator.ts';
export { changingSensor, type SensorOptions } from './sensor.ts';
export { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
export { currentStyle, type Style } from './style.ts';
export type { TraceOptions, TracePoint } from './trace.ts';
export { type Trend, trendOfRate, trends } from './trend.ts';
export { type AccountRef, UnknownAccountError } from './world.ts';
