import type { AccountRecord } from '#simulator/people';
import { shownReadings } from '#simulator/people';
import { invalidArgument, sessionExpired, sessionUnknown } from './application-error.ts';
import { type Call, type Endpoint, isNullUuid, refuse, uuidPattern } from './endpoint.ts';
import { emptyResponse, htmlResponse, type ShareResponse } from './share-response.ts';
import { writeReadings } from './wire-reading.ts';
import { styleFor } from './world.ts';

/** Reading the latest values, and the clock. */
export const readEndpoints: Readonly<Record<string, Endpoint>> = {
  'publisher/readpublisherlatestglucosevalues': {
    kind: 'read',
    takesGet: true,
    handle: (call) => withSession(call, (account) => read(call, account)),
  },
  'general/systemutctime': { kind: 'time', takesGet: true, handle: utcTime },
};

/**
 * Answers by the account of the request's session, or says what is wrong with the session. The null
 * UUID, which a careless client takes for a session, gets an empty body under 200.
 */
export function withSession(
  call: Call,
  answer: (account: AccountRecord) => ShareResponse,
): ShareResponse {
  const sessionId = call.parameters('sessionId') ?? '';
  if (isNullUuid(sessionId)) return emptyResponse('null-uuid');
  if (!uuidPattern.test(sessionId)) return badRequest();
  const found = call.world.sessions.find(sessionId, call.region, call.nowMs);
  if (found.state === 'unknown') return refuse(call, sessionUnknown(sessionId));
  if (found.state === 'expired') return refuse(call, sessionExpired(sessionId));
  return answer(found.record);
}

function read(call: Call, account: AccountRecord): ShareResponse {
  const { limits } = call.world;
  const minutes = countOf(call, 'minutes', limits.windowMinutesMax);
  const countMax = countOf(call, 'maxCount', limits.readingsMax);
  if (minutes === null) return refuse(call, invalidArgument('minutes'));
  if (countMax === null) return refuse(call, invalidArgument('maxCount'));
  const { isSharing, followers } = account.settings;
  const isShown = isSharing && followers.length > 0;
  const window = { nowMs: call.nowMs, windowMs: minutes * 60_000, countMax };
  const readings = isShown && minutes > 0 && countMax > 0 ? shownReadings(account, window) : [];
  const body = writeReadings(readings, account.settings, styleFor(call.world, account));
  return { status: 200, body, family: 'data', outcome: readings.length > 0 ? 'ok' : 'no-readings' };
}

/** A whole number from 0 to the limit, to which larger ones are cut; null when it is none. */
function countOf(call: Call, name: string, max: number): number | null {
  const text = call.parameters(name);
  if (text === undefined) return max;
  return /^\d{1,9}$/.test(text.trim()) ? Math.min(Number(text), max) : null;
}

function badRequest(): ShareResponse {
  const text = 'The server encountered an error processing the request.';
  return htmlResponse(400, 'Request Error', text, 'bad-request');
}

/** JSON for those who accept it, else XML; the shapes are those of the .NET service. */
function utcTime({ accept, nowMs }: Call): ShareResponse {
  if (accept.includes('json')) {
    const body = `{"DateTime":"\\/Date(${nowMs})\\/","OffsetMinutes":0}`;
    return { status: 200, body, family: 'data', outcome: 'ok' };
  }
  const body =
    '<DateTimeOffset xmlns="http://schemas.datacontract.org/2004/07/System" ' +
    'xmlns:i="http://www.w3.org/2001/XMLSchema-instance">' +
    `<DateTime>${new Date(nowMs).toISOString()}</DateTime><OffsetMinutes>0</OffsetMinutes>` +
    '</DateTimeOffset>';
  return { status: 200, body, family: 'xml', outcome: 'ok' };
}
