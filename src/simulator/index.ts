/**
 * A simulated Dexcom, for the sandbox and for tests. `people/` simulates bodies, sensors and what
 * reaches Dexcom's cloud, `share/` and `oauth/` speak the HTTP protocols of Share and of the OAuth
 * API with their faults, and `admin/` takes orders. `simulator` serves them on three ports; `start` runs it
 * alone. Promises: the
 * same seed gives the same readings, and a restart changes none.
 */
export { demoPeople, trendOfRate } from './people/index.ts';
export { createSimulator, type Simulator } from './simulator.ts';
