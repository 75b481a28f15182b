/**
 * A simulated Dexcom Share server, for the sandbox and for tests. `people/` simulates bodies, sensors
 * and what reaches Dexcom's cloud, `share/` speaks Dexcom's HTTP protocol with its faults, and
 * `admin/` takes orders. `simulator` serves them on two ports; `start` runs it alone. Promises: the
 * same seed gives the same readings, and a restart changes none.
 */
export { demoPeople } from './people/index.ts';
export { createSimulator, type Simulator } from './simulator.ts';
