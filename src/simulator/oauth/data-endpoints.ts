import { seedOf, utcOffsetAt } from '#simulator/people';
import { seededRandom } from '#std/random';
import { type DataKind, rangeOf } from './data-range.ts';
import { type Entry, entriesOf } from './diary.ts';
import { type Egv, egvsOf } from './egvs.ts';
import type { Grant } from './grants.ts';
import { bareAnswer, jsonAnswer, type OAuthAnswer, type OAuthRequest } from './oauth-answer.ts';
import type { OAuthWorld } from './oauth-world.ts';
import { userIdOf } from './record-id.ts';
import type { Wearer } from './wearer.ts';
import { writeDevices, writeEgv, writeEntry } from './wire-record.ts';

/** The data of the wearer whose token a call carries: `/v3/users/self/…`. */
const windowMsMax = 30 * 86_400_000;
/** How far outside of a window a realm reaches that answers with extras. */
const extraMs = 15 * 60_000;

type Answering = (data: Asked) => OAuthAnswer;

interface Asked {
  readonly request: OAuthRequest;
  readonly world: OAuthWorld;
  readonly grant: Grant;
  readonly wearer: Wearer;
}

export const dataEndpoints: Readonly<Record<string, Answering>> = {
  egvs: (asked) => inWindow(asked, 'egv', egvRecords),
  events: (asked) => inWindow(asked, 'event', (of, span) => entryRecords(of, span, isEvent)),
  calibrations: (asked) =>
    inWindow(asked, 'calibration', (of, span) => entryRecords(of, span, (one) => !isEvent(one))),
  alerts: (asked) => inWindow(asked, 'alert', () => []),
  devices: (asked) => envelope(asked, 'device', deviceRecords(asked)),
  dataRange: answerRange,
};

/** Dexcom asks for nothing but a token that is good. */
export function answerData(request: OAuthRequest, kind: string): OAuthAnswer {
  const { world, realm, bearer, nowMs, entry } = request;
  if (request.method !== 'GET') return bareAnswer(405, 'bad-method');
  const access = bearer === null ? null : world.grants.findAccess(bearer, nowMs);
  if (!access?.isGood || access.grant.realm !== realm) return bareAnswer(401, 'bad-token');
  const { grant } = access;
  entry.clientId = grant.clientId;
  const answering = dataEndpoints[kind];
  if (!answering) return bareAnswer(404, 'not-found');
  return answering({ request, world, grant, wearer: world.wearers.of(grant.record) });
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A record with the instant by which windows take it. */
interface Dated {
  readonly atMs: number;
  readonly write: () => unknown;
}

function inWindow(
  asked: Asked,
  recordType: string,
  find: (asked: Asked, span: Span) => readonly Dated[],
): OAuthAnswer {
  const { query } = asked.request;
  const fromMs = instantOf(query.get('startDate'));
  const toMs = instantOf(query.get('endDate'));
  if (fromMs === null || toMs === null) return bareAnswer(400, 'bad-date');
  if (toMs < fromMs) return bareAnswer(400, 'reversed-dates');
  if (toMs - fromMs > windowMsMax) return bareAnswer(400, 'window-too-long');
  const { bounds } = asked.world.style;
  const found =
    bounds === 'extras'
      ? find(asked, { fromMs: fromMs - extraMs, toMs: toMs + extraMs })
      : find(asked, { fromMs, toMs }).filter(
          ({ atMs }) => atMs < toMs || (atMs === toMs && bounds === 'both-inclusive'),
        );
  return envelope(asked, recordType, inOrder(asked.world, found));
}

/** UTC without saying so; a zone or a fraction of a second is refused. */
function instantOf(text: string | null): number | null {
  if (text === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return null;
  const ms = Date.parse(`${text}Z`);
  return Number.isNaN(ms) ? null : ms;
}

function egvRecords(asked: Asked, { fromMs, toMs }: Span): readonly Dated[] {
  const { world, wearer, request } = asked;
  const found: Dated[] = [];
  for (const egv of egvsOf(world, request.realm, wearer, { nowMs: request.nowMs, fromMs, toMs })) {
    if (egv.systemMs < fromMs || egv.systemMs > toMs) continue;
    found.push({ atMs: egv.systemMs, write: () => writeEgv(asked, egv) });
  }
  return found;
}

function isEvent({ type }: Entry): boolean {
  return type !== 'calibration';
}

function entryRecords(
  asked: Asked,
  { fromMs, toMs }: Span,
  isWanted: (entry: Entry) => boolean,
): readonly Dated[] {
  const { world, wearer, request } = asked;
  const { nowMs } = request;
  return entriesOf(world, request.realm, wearer, { nowMs, fromMs, toMs })
    .filter(isWanted)
    .filter((entry) => entry.status !== 'deleted' || isShownDeleted(world, entry))
    .map((entry) => ({
      atMs: entry.atMs,
      write: () => writeEntry(asked, entry, utcOffsetAt(wearer.record, entry.atMs)),
    }));
}

/** A calibration has no status that could say so. */
function isShownDeleted({ style }: OAuthWorld, entry: Entry): boolean {
  return style.deletions === 'marked' && isEvent(entry);
}

function inOrder({ style }: OAuthWorld, found: readonly Dated[]): readonly unknown[] {
  const sorted = found.toSorted((one, other) => other.atMs - one.atMs);
  if (style.order === 'oldest-first') sorted.reverse();
  if (style.order === 'shuffled') {
    const random = seededRandom(seedOf(`${sorted.length}/${sorted[0]?.atMs}`));
    for (let last = sorted.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      const [one, two] = [sorted[last], sorted[other]];
      if (one && two) [sorted[last], sorted[other]] = [two, one];
    }
  }
  return sorted.map(({ write }) => write());
}

/** What told the readings of the last month, newest first. */
function deviceRecords(asked: Asked): readonly unknown[] {
  const { world, wearer, request } = asked;
  const { nowMs, realm } = request;
  const newest = new Map<Egv['device'], Egv>();
  const span = { nowMs, fromMs: nowMs - windowMsMax, toMs: nowMs };
  const wanted = wearer.settings.receiver && !wearer.settings.receiver.isAlone ? 2 : 1;
  for (const egv of egvsOf(world, realm, wearer, span)) {
    if (!newest.has(egv.device)) newest.set(egv.device, egv);
    if (newest.size >= wanted) break;
  }
  return writeDevices(asked, [...newest.values()]);
}

function answerRange(asked: Asked): OAuthAnswer {
  const { world, wearer, grant, request } = asked;
  const since = request.query.get('lastSyncTime');
  // One without a zone is UTC, as far as is known.
  const zoned = since !== null && /(Z|[+-]\d\d:?\d\d)$/.test(since) ? since : `${since}Z`;
  const sinceMs = since === null ? null : Date.parse(zoned);
  if (sinceMs !== null && Number.isNaN(sinceMs)) return bareAnswer(400, 'bad-date');
  const of = (kind: DataKind) =>
    rangeOf(world, request.realm, wearer, { kind, nowMs: request.nowMs, sinceMs });
  return jsonAnswer({
    recordType: 'dataRange',
    recordVersion: '3.0',
    userId: userIdOf(grant),
    calibrations: of('calibrations'),
    egvs: of('egvs'),
    events: of('events'),
  });
}

function envelope({ grant }: Asked, recordType: string, records: readonly unknown[]): OAuthAnswer {
  const userId = userIdOf(grant);
  return jsonAnswer({ recordType, recordVersion: '3.0', userId, records });
}
