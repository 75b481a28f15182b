import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { eventSampleOf, findSamples, glucoseSourceOf, type Sample, trends } from '#glucose';
import { dateOf } from '#std/clock';
import { keyOf, type RestCall, type RestEnv } from './context.ts';
import { type DateRange, pageAfter, rangeOf } from './date-range.ts';
import { badRequest, invalid, keyRefusals, notFound, RestRefusal } from './refusal.ts';
import { needsKey } from './rights.ts';
import { isProvider } from './source.ts';
import { instant, userOf } from './user-answer.ts';
import { UserId } from './users.ts';

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
  provider: z.string().optional(),
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
    const { next_cursor: next, cursor = next, ...range } = call.req.valid('query');
    const found = await read(call, pageAfter(rangeOf(range, dateOf(call.env.clock)), cursor));
    const page = found.slice(0, samplesPerPageMax);
    const last = found.length > page.length ? page.at(-1) : undefined;
    const nextCursor = last ? Buffer.from(`${last.takenAt.getTime()}`).toString('base64url') : null;
    return call.json({ groups: groupsOf(page), next: nextCursor, next_cursor: nextCursor }, 200);
  });

  app.openapi(plainRoute, async (call) => {
    const found = await read(call, rangeOf(call.req.valid('query'), dateOf(call.env.clock)));
    if (found.length > samplesPerPageMax) {
      throw invalid(
        `The range holds more than ${samplesPerPageMax} samples. Ask for less, or for pages at ` +
          '/glucose/grouped.',
      );
    }
    return call.json(found.map(sampleAnswerOf), 200);
  });
}

/** One sample more than a page holds, which tells whether another page follows. */
async function read(call: RestCall, range: DateRange): Promise<Sample[]> {
  const { db, services, callerKey, costLine } = call.env;
  const { id: userId } = await userOf(call, call.req.param('user_id') ?? '');
  const { provider = '' } = call.req.query();
  if (provider !== '' && !isProvider(provider)) return [];
  services.readCounter.note(keyOf(call), userId);
  const limit = samplesPerPageMax + 1;
  const query = { userId, ...range, order: 'OLDEST_FIRST', limit } as const;
  const found = await costLine.run(callerKey, costOf(range), () => findSamples(db, query));
  if (!found) throw new RestRefusal(429, 'Too many large reads wait.', 1);
  return found;
}

/** As much as the quickest sensors can have told in the range, one sample a minute. */
function costOf({ from, to }: DateRange): number {
  const minutes = Math.ceil((to.getTime() - from.getTime()) / 60_000);
  return sampleCost * Math.min(minutes, samplesPerPageMax);
}

function groupsOf(samples: readonly Sample[]): z.infer<typeof Grouped>['groups'] {
  const byProvider = Map.groupBy(samples, ({ provider }) => provider);
  return Object.fromEntries(
    [...byProvider].map(([provider, own]) => [
      provider,
      [{ source: glucoseSourceOf(provider), data: own.map(sampleAnswerOf) }],
    ]),
  );
}

/**
 * As in events, but for the arrow: with one character beyond Latin-1 the text of a day costs ten times
 * as much. Written out, since objects that are made of the rest of another cost twice as much to tell.
 */
function sampleAnswerOf(sample: Sample): z.infer<typeof GlucoseSample> {
  const event = eventSampleOf(sample);
  return {
    id: null,
    timestamp: event.timestamp,
    timezone_offset: event.timezone_offset,
    type: event.type,
    unit: event.unit,
    value: event.value,
    value_mg_dl: event.value_mg_dl,
    range: event.range,
    trend: event.trend,
    revision: event.revision,
    is_late: event.is_late,
    received_at: event.received_at,
    origin: sample.origin.toLowerCase(),
  };
}
