import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mmolLOf } from '#glucose';
import { everydayFlaws } from '#src/simulator/people/account.ts';
import { parseClarityCsv } from '#src/simulator/people/clarity-csv.ts';
import type { ReadingTruth } from '#src/simulator/people/reading.ts';
import { changingSensor } from '#src/simulator/people/sensor.ts';
import { eventually } from '#test/eventually';
import { type Journey, startJourney, traveller } from '#test/journey';
import { findReferenceExport } from '#test/reference-export';
import { travel } from '#test/travel';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const days = 4;

interface Expected {
  readonly valueMgDl: number;
  readonly trend: string;
}

/** What a consumer must hold at the end, by the second of each reading that was ever shown. */
function expectedOf(truths: readonly ReadingTruth[], endMs: number): Map<string, Expected> {
  const expected = new Map<string, Expected>();
  for (const truth of truths) {
    const shown = truth.versions.filter((version) => version.visibleAtMs <= endMs);
    const last = shown.at(-1);
    if (truth.visibleAtMs === null || !last || last.valueMgDl < 39) continue;
    const at = new Date(Math.floor(truth.wallMs / 1000) * 1000).toISOString();
    expected.set(at, { valueMgDl: last.valueMgDl, trend: snake(last.trend) });
  }
  return expected;
}

const snake = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();

interface Held {
  readonly valueMgDl: number;
  readonly valueMmolL: number;
  readonly trend: string;
}

async function queryAll({ gateway, userId, clock }: Journey): Promise<Map<string, Held>> {
  const held = new Map<string, Held>();
  let after: string | null = null;
  do {
    const page: SamplePage = await gateway.ask(
      `query S($userId: ID!, $from: DateTime!, $to: DateTime!, $after: String) {
        user(id: $userId) {
          samples(from: $from, to: $to, first: 1000, after: $after) {
            edges { node { takenAt valueMgDl valueMmolL trend } }
            pageInfo { hasNextPage endCursor }
          }
        }
      }`,
      {
        userId,
        from: new Date(clock.nowMs() - 10 * dayMs).toISOString(),
        to: new Date(clock.nowMs() + dayMs).toISOString(),
        after,
      },
    );
    const { edges, pageInfo } = page.user.samples;
    for (const { node } of edges) {
      expect(held.has(node.takenAt)).toBe(false);
      held.set(node.takenAt, node);
    }
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return held;
}

interface SamplePage {
  readonly user: {
    readonly samples: {
      readonly edges: readonly { readonly node: Held & { readonly takenAt: string } }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  };
}

/** Each reading once on each way, with the right value, trend and time. */
async function expectArrived(journey: Journey, expected: Map<string, Expected>): Promise<void> {
  const { gateway, receiver, watch } = journey;
  const held = await queryAll(journey);
  const facts = (value: Expected) => `${value.valueMgDl} ${value.trend}`;
  const byTime = (map: ReadonlyMap<string, Expected>) =>
    [...map].map(([at, value]) => `${at} ${facts(value)}`).toSorted();
  expect(byTime(held)).toEqual(byTime(expected));
  for (const sample of held.values()) expect(sample.valueMmolL).toBe(mmolLOf(sample.valueMgDl));

  const logged = await gateway.db
    .selectFrom('events')
    .select(['id', 'type'])
    .where('type', 'like', 'daily.data.glucose.%')
    .orderBy('position')
    .execute();
  const ids = logged.map(({ id }) => id);
  await eventually(() => watch.events.length === ids.length);
  expect(watch.events.map(({ id }) => id)).toEqual(ids);
  const created = watch.events.filter(({ type }) => type.endsWith('CREATED'));
  const createdAt = created.flatMap(({ samples }) => samples ?? []).map(({ takenAt }) => takenAt);
  expect(new Set(createdAt).size).toBe(createdAt.length);
  const watched = new Map<string, Expected & { revision: number }>();
  for (const sample of watch.events.flatMap(({ samples }) => samples ?? [])) {
    const known = watched.get(sample.takenAt);
    expect(sample.revision).toBe((known?.revision ?? 0) + 1);
    watched.set(sample.takenAt, sample);
  }
  expect(byTime(watched)).toEqual(byTime(expected));

  await eventually(() => {
    const got = new Set(receiver.received.map(({ id }) => id));
    return ids.every((id) => got.has(id));
  });
  expect(receiver.refused).toEqual([]);
  const delivered = new Map<string, Expected>();
  for (const sample of receiver.samples().values()) {
    const at = new Date(sample.timestamp).toISOString();
    expect(sample.value).toBe(mmolLOf(sample.value_mg_dl));
    delivered.set(at, { valueMgDl: sample.value_mg_dl, trend: sample.trend.toUpperCase() });
  }
  expect(byTime(delivered)).toEqual(byTime(expected));
}

function truthsOf({ gateway, clock }: Journey, sinceMs: number): readonly ReadingTruth[] {
  return gateway.simulator.readingsOf(traveller, clock.nowMs(), sinceMs);
}

/** Through everything that there is. */
describe('days of readings', () => {
  it('arrive once on each way, with LOW, HIGH, late and revised readings, gaps and a new sensor', async () => {
    // From here on, four days hold all of these.
    const startMs = Date.UTC(2026, 2, 26, 9);
    const journey = await startJourney(startMs, {
      person: { profile: 'brittle' },
      sensor: { ...changingSensor, startsAtMs: [startMs + 6 * hourMs] },
      flaws: { ...everydayFlaws, specialCodeShare: 0.002 },
      utcOffsetMinutes: 60,
    });
    await travel(journey.clock, journey.gateway, days * dayMs);
    const truths = truthsOf(journey, startMs - dayMs);
    const all = expectedOf(truths, journey.clock.nowMs());
    expect(all.size).toBeGreaterThan(1_000);
    const values = [...all.values()].map(({ valueMgDl }) => valueMgDl);
    expect(values).toContain(39);
    expect(values).toContain(401);
    const since = truths.filter(({ wallMs }) => wallMs > startMs);
    expect(since.some(({ versions }) => versions.length > 1)).toBe(true);
    const isLate = ({ visibleAtMs, wallMs }: ReadingTruth) => (visibleAtMs ?? 0) - wallMs > hourMs;
    expect(since.some(isLate)).toBe(true);
    await expectArrived(journey, all);
  }, 300_000);

  // Asked for by `.ci/real-export` alone, since it takes as long as the one above.
  const reference = process.env.REFERENCE_JOURNEY ? findReferenceExport() : null;
  if (reference === null) return;
  it('arrive once on each way, from a real export of 2,148 readings', async () => {
    const trace = parseClarityCsv(readFileSync(reference.csvPath, 'utf8'));
    const firstMs = Math.min(...trace.map(({ atMs }) => atMs));
    const lastMs = Math.max(...trace.map(({ atMs }) => atMs));
    const journey = await startJourney(firstMs + hourMs, { trace });
    await travel(journey.clock, journey.gateway, lastMs - journey.clock.nowMs() + 30 * 60_000);
    const expected = expectedOf(truthsOf(journey, firstMs - dayMs), journey.clock.nowMs());
    expect(expected.size).toBe(2_148);
    await expectArrived(journey, expected);
  }, 300_000);
});
