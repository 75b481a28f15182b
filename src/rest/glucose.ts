import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  forEachWholeSample,
  glucoseSourceOf,
  mmolLOf,
  type PackedWholeSamples,
  type SampleTraits,
  sampleRangeOf,
  trends,
} from '#glucose';
import { findUserWithWholeSamples } from '#joined-reads';
import { dateOf } from '#std/clock';
import { secondTextOf } from '#std/iso-text';
import { keyOf, type RestCall, type RestEnv, readInTurn } from './context.ts';
import { type DateRange, pageAfter, rangeOf } from './date-range.ts';
import { badRequest, invalid, keyRefusals, notFound, noUser } from './refusal.ts';
import { needsKey } from './rights.ts';
import { isProvider } from './source.ts';
import { instant, userOf } from './user-answer.ts';
import { UserId } from './users.ts';
import { jsonAnswer } from './wire.ts';

/** Glucose in mmol/L, with our own fields beside: the samples of events, read from the store. */

/** About a month of a sensor that measures every five minutes; some 3 MB. */
export const samplesPerPageMax = 10_000;

/** What reading a sample costs on the scale of operations: twice a point of a chart. */
const sampleCost = 1.2;

const GlucoseSample = z
  .object({
    id: z.null(),
    timestamp: instant('When the sensor took it.'),
    timezone_offset: z.int().nullable().openapi({ description: 'Seconds; null if not known.' }),
    type: z.null(),
    unit: z.literal('mmol/L'),
    value: z.number().openapi({
      description: 'mmol/L: mg/dL divided by 18.01559, with two decimals, which give it back.',
      example: 5.61,
    }),
    value_mg_dl: z.int().openapi({ description: 'Ours: mg/dL, 39 (LOW) to 401 (HIGH).' }),
    range: z.enum(['LOW', 'IN_RANGE', 'HIGH']).openapi({ description: 'Ours.' }),
    trend: z.string().openapi({
      description: `Ours: ${trends.map((trend) => trend.toLowerCase()).join(', ')}.`,
    }),
    revision: z
      .int()
      .openapi({ description: 'Ours: one more with each change; keep the highest.' }),
    is_late: z.boolean().openapi({ description: 'Ours: it came after a newer one.' }),
    received_at: instant('Ours: when this gateway first had it.'),
    origin: z.string().openapi({ description: 'Ours: how its value came here.' }),
  })
  .openapi('GlucoseSample');

const SampleSource = z
  .object({
    provider: z.string(),
    type: z.string(),
    app_id: z.null(),
    device_id: z.null(),
    sport: z.null(),
    workout_id: z.null(),
    name: z.string(),
    slug: z.string(),
    logo: z.string(),
  })
  .openapi('SampleSource');

const Group = z
  .object({ source: SampleSource, data: z.array(GlucoseSample) })
  .openapi('GlucoseGroup');

const Grouped = z
  .object({
    groups: z.record(z.string(), z.array(Group)),
    next: z.string().nullable().openapi({ description: 'The same as `next_cursor`.' }),
    next_cursor: z.string().nullable().openapi({ description: 'Null on the last page.' }),
  })
  .openapi('GroupedGlucose');

const Range = z.object({
  start_date: z
    .string()
    .openapi({ description: 'A day, or an instant; a bare day begins in UTC.' }),
  end_date: z.string().optional().openapi({ description: 'Inclusive; now unless told.' }),
  provider: z.string().optional().openapi({
    description:
      'Samples that it told alone; a page may hold few of them, or none, and another follow.',
  }),
});

const groupedRoute = createRoute({
  method: 'get',
  path: '/v2/timeseries/{user_id}/glucose/grouped',
  ...needsKey('read'),
  request: {
    params: UserId,
    query: Range.extend({
      next_cursor: z.string().optional(),
      cursor: z.string().optional().openapi({ description: 'The older name of `next_cursor`.' }),
    }),
  },
  responses: {
    200: {
      description: `Samples by provider, oldest first, at most ${samplesPerPageMax} on a page.`,
      content: { 'application/json': { schema: Grouped } },
    },
    ...badRequest,
    ...notFound,
    ...keyRefusals,
  },
});

const plainRoute = createRoute({
  method: 'get',
  path: '/v2/timeseries/{user_id}/glucose',
  deprecated: true,
  ...needsKey('read'),
  request: { params: UserId, query: Range },
  responses: {
    200: {
      description:
        'Samples, oldest first. It has no pages: a range that holds too many is refused.',
      content: { 'application/json': { schema: z.array(GlucoseSample) } },
    },
    ...badRequest,
    ...notFound,
    ...keyRefusals,
  },
});

export function addGlucose(app: OpenAPIHono<RestEnv>): void {
  app.openapi(groupedRoute, async (call) => {
    const { next_cursor: next, cursor = next, provider, ...dates } = call.req.valid('query');
    const range = pageAfter(rangeOf(dates, dateOf(call.env.clock)), cursor);
    const page = await read(call, range, provider, (traits) => traits.provider);
    const nextCursor = page.hasMore ? `"${cursorAt(page.lastAtMs)}"` : 'null';
    let groups = '';
    for (const [slug, texts] of page.texts) {
      const source = JSON.stringify(glucoseSourceOf(slug));
      groups += `${groups && ','}"${slug}":[{"source":${source},"data":[${texts}]}]`;
    }
    const text = `{"groups":{${groups}},"next":${nextCursor},"next_cursor":${nextCursor}}`;
    return jsonAnswer<z.infer<typeof Grouped>>(text);
  });

  app.openapi(plainRoute, async (call) => {
    const { provider, ...dates } = call.req.valid('query');
    const range = rangeOf(dates, dateOf(call.env.clock));
    const page = await read(call, range, provider, () => 'all');
    if (page.hasMore) {
      throw invalid(
        `The range holds more than ${samplesPerPageMax} samples. Ask for less, or for pages at ` +
          '/glucose/grouped.',
      );
    }
    const text = `[${page.texts.get('all') ?? ''}]`;
    return jsonAnswer<z.infer<typeof GlucoseSample>[]>(text);
  });
}

function cursorAt(ms: number): string {
  return Buffer.from(`${ms}`).toString('base64url');
}

/** Samples as JSON, in groups, and whether more of the range follow. */
interface SamplePage<Group> {
  /** Of each group the samples, oldest first, with commas between. */
  readonly texts: ReadonlyMap<Group, string>;
  /** Of the last sample that was read, of whichever provider; NaN where there is none. */
  readonly lastAtMs: number;
  readonly hasMore: boolean;
}

async function read<Group>(
  call: RestCall,
  range: DateRange,
  provider = '',
  groupOf: (traits: SampleTraits) => Group,
): Promise<SamplePage<Group>> {
  const { db, services } = call.env;
  const { teamId } = keyOf(call);
  const userId = (call.req.param('user_id') ?? '').toLowerCase();
  if (provider !== '' && !isProvider(provider)) {
    await userOf(call, userId);
    return { texts: new Map(), lastAtMs: Number.NaN, hasMore: false };
  }
  // One sample more than a page holds tells whether another page follows.
  const query = { ...range, limit: samplesPerPageMax + 1 };
  const find = () => findUserWithWholeSamples(db, teamId, userId, query);
  const found = await readInTurn(call, costOf(range), find);
  if (!found) throw noUser();
  services.readCounter.note(keyOf(call), userId);
  const isAsked = (traits: SampleTraits) => provider === '' || traits.provider === provider;
  return pageOf(found.samples, (traits) => (isAsked(traits) ? groupOf(traits) : null));
}

/** As much as the quickest sensors can have told in the range, one sample a minute. */
function costOf({ from, to }: DateRange): number {
  const minutes = Math.ceil((to.getTime() - from.getTime()) / 60_000);
  return sampleCost * Math.max(0, Math.min(minutes, samplesPerPageMax));
}

/**
 * Writes samples as JSON.stringify would write objects of `GlucoseSample`, which would cost more than
 * all else about a day: what stands around the instants comes out of tables.
 *
 * As in events, but for the arrow: with one character beyond Latin-1 the text of a day costs ten
 * times as much. Samples of which the group is null are passed over.
 */
export function pageOf<Group>(
  packed: PackedWholeSamples,
  groupOf: (traits: SampleTraits) => Group | null,
): SamplePage<Group> {
  const texts = new Map<Group, string>();
  const textsOfTraits = new Map<SampleTraits, TraitTexts>();
  let count = 0;
  let lastAtMs = Number.NaN;
  forEachWholeSample(packed, (atMs, valueMgDl, trend, receivedAtMs, traits) => {
    count += 1;
    if (count > samplesPerPageMax) return;
    lastAtMs = atMs;
    const group = groupOf(traits);
    if (group === null) return;
    let around = textsOfTraits.get(traits);
    if (!around) {
      around = traitTextsOf(traits);
      textsOfTraits.set(traits, around);
    }
    const before = texts.get(group);
    texts.set(
      group,
      (before === undefined ? '{"id":null,"timestamp":"' : `${before},{"id":null,"timestamp":"`) +
        secondTextOf(atMs) +
        around.afterInstant +
        valueTexts[valueMgDl] +
        around.afterValue[trend] +
        secondTextOf(receivedAtMs) +
        around.end,
    );
  });
  return { texts, lastAtMs, hasMore: count > samplesPerPageMax };
}

/** By mg/dL, from LOW to HIGH. */
const valueTexts = Array.from({ length: 402 }, (_, mgDl) => {
  const range = sampleRangeOf(mgDl);
  return `${mmolLOf(mgDl)},"value_mg_dl":${mgDl},"range":"${range}","trend":"`;
});

interface TraitTexts {
  readonly afterInstant: string;
  /** By trend. */
  readonly afterValue: readonly string[];
  readonly end: string;
}

function traitTextsOf(traits: SampleTraits): TraitTexts {
  const { utcOffsetMinutes, revision, isLate, origin } = traits;
  const offset = utcOffsetMinutes === null ? null : utcOffsetMinutes * 60;
  const afterTrend = `","revision":${revision},"is_late":${isLate},"received_at":"`;
  return {
    afterInstant: `+00:00","timezone_offset":${offset},"type":null,"unit":"mmol/L","value":`,
    afterValue: trends.map((trend) => trend.toLowerCase() + afterTrend),
    end: `+00:00","origin":"${origin.toLowerCase()}"}`,
  };
}
