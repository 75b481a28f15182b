/**
 * Dexcom Share with people in it, for the sandbox and for tests: `people/` have bodies and
 * sensors, `share/` speaks Dexcom's wire with its faults, `admin/` takes orders. `simulator`
 * composes them on two ports, and `start` runs it alone.
 */
export { demoPeople } from './people/index.ts';
export { createSimulator, type Simulator } from './simulator.ts';
