import fc from 'fast-check';
import type { PollMemory } from '#src/poller/policy/poll-memory.ts';
import { hourMs } from './connection.ts';

/** Any memory at all, also such as no sequence of polls leaves behind. */
const instantMs = fc.integer({ min: 0, max: 4_102_444_800_000 });
const orNever = fc.option(instantMs);
const polls = fc.integer({ min: -1_000, max: 1_000 });

export const anyMemory: fc.Arbitrary<PollMemory> = fc.record({
  newestAtMs: orNever,
  newsAtMs: orNever,
  polledAtMs: orNever,
  cadenceMs: fc.integer({ min: 1_000, max: 48 * hourMs }),
  delayMs: fc.integer({ min: -26 * hourMs, max: 26 * hourMs }),
  excessMs: fc.integer({ min: 0, max: hourMs }),
  typicalMs: fc.option(fc.integer({ min: -26 * hourMs, max: 26 * hourMs })),
  typicalSdMs: fc.option(fc.integer({ min: 1, max: hourMs })),
  lessons: fc.nat(100),
  streak: polls,
  failures: fc.nat(1_000),
  misses: fc.nat(1_000),
  deepAtMs: orNever,
  fullAtMs: orNever,
  crowdedAtMs: orNever,
  loginAfterMs: orNever,
  loginRefusedAtMs: orNever,
  wallErrorMs: fc.option(fc.integer({ min: -26 * hourMs, max: 26 * hourMs })),
  sensorErrorMs: fc.option(fc.integer({ min: -26 * hourMs, max: 26 * hourMs })),
  doubtedAtMs: orNever,
  doubtedMs: fc.integer({ min: -26 * hourMs, max: 26 * hourMs }),
  doubts: fc.nat(3),
  sensorFailedAtMs: orNever,
});
