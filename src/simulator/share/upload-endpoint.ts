import { z } from 'zod';
import { type AccountRecord, injectReading, ordersOf, trends, truths } from '#simulator/people';
import { invalidArgument, otherError } from './application-error.ts';
import { type Call, type Endpoint, refuse } from './endpoint.ts';
import { emptyResponse, type ShareResponse } from './share-response.ts';
import { guarded } from './sharing-endpoints.ts';

/** How a phone brings readings; what it posts is served with what the simulated sensor reads. */
export const uploadEndpoints: Readonly<Record<string, Endpoint>> = {
  'publisher/postreceiveregvrecords': guarded(upload),
};

/** Readings put into one account by uploads and orders together. */
export const injectedReadingsMax = 10_000;

const datePattern = /^\/?Date\((-?\d+)([+-]\d{4})?\)\/?$/;

const uploadShape = z.object({
  Egvs: z.array(
    z.object({
      ST: z.string().regex(datePattern),
      Trend: z.union([z.int().min(0).max(9), z.enum(trends)]),
      Value: z.int(),
    }),
  ),
});

function upload(call: Call, account: AccountRecord): ShareResponse {
  const parsed = uploadShape.safeParse(call.body);
  if (!parsed.success) return refuse(call, invalidArgument('Egvs'));
  const readings = parsed.data.Egvs.map(({ ST, Trend, Value }) => ({
    atMs: Number(datePattern.exec(ST)?.[1]),
    valueMgDl: Value,
    trend: typeof Trend === 'number' ? (trends[Trend] ?? 'None') : Trend,
    visibleAtMs: call.nowMs,
  }));
  if (ordersOf(account).injected.length + readings.length > injectedReadingsMax) {
    return refuse(call, otherError('TooManyRecords', 'The account holds too many records'));
  }
  const fresh = readings.filter(({ atMs }) => !hasReadingAt(account, atMs));
  for (const reading of fresh) injectReading(account, reading);
  if (fresh.length < readings.length) {
    return refuse(call, otherError('DuplicateEgvPosted', 'A record of that time exists already'));
  }
  return emptyResponse();
}

function hasReadingAt(account: AccountRecord, atMs: number): boolean {
  return !truths(account, atMs, atMs - 1).next().done;
}
