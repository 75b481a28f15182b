/** The simulated Dexcom in a process of its own; its people come as JSON in argv. */
import { createSimulator } from '#simulator';
import type { Pace, Totals } from '#src/simulator/admin/orders.ts';
import { createLog } from '#std/log';
import { createHeldClock } from './held-clock.ts';
import { addPeople, type Population } from './population.ts';

export type SimulatorCommand =
  | { readonly kind: 'totals' | 'pace' | 'memory' }
  /** Null: the time is the platform's again. */
  | { readonly kind: 'time'; readonly atMs: number | null };

export interface SimulatorGreeting {
  readonly pid: number;
  readonly baseUrls: Readonly<Record<'US' | 'OUS' | 'APAC', string>>;
}

export interface SimulatorAnswers {
  readonly totals: Totals;
  readonly pace: Pace;
  readonly memory: number;
}

const population = JSON.parse(process.argv[2] ?? '') as Population;
const clock = createHeldClock();
const simulator = createSimulator({
  clock,
  log: createLog('error'),
  seed: population.seed,
  adminPort: null,
  requestsKeptMax: 4,
});
addPeople(simulator, population);
await simulator.start();

function answer(command: SimulatorCommand | 'cpu'): unknown {
  if (command === 'cpu') return process.cpuUsage();
  switch (command.kind) {
    case 'totals':
      return simulator.totals();
    case 'pace':
      return simulator.pace();
    case 'memory':
      return process.memoryUsage.rss();
    case 'time':
      clock.holdAt(command.atMs);
      return null;
  }
}

process.on('message', ({ id, command }: { id: number; command: SimulatorCommand | 'cpu' }) => {
  process.send?.({ id, result: answer(command) });
});
process.once('SIGTERM', () => process.exit(0));
// Who started it is gone.
process.once('disconnect', () => process.exit(1));
process.send?.({ id: 0, result: { pid: process.pid, baseUrls: simulator.baseUrls } });
