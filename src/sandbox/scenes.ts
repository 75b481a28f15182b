import { trendOfRate } from '#simulator';
import { systemClock } from '#std/clock';
import type { Played, Scene, Stage } from './scene.ts';

/** A reading as the simulator knows it; null for one that Dexcom never shows. */
interface Truth {
  readonly atMs: number;
  readonly visibleAtMs: number | null;
  readonly versions: readonly { readonly valueMgDl: number }[];
}

/** When something is to be seen of it at the earliest. */
const soon = 'The gateway asks within half a minute.';
const untilMended = 'until everything is put right (recover)';
const created = 'daily.data.glucose.created';
const failed = 'provider.connection.error';
const ofReadings = { state: null, eventType: created } as const;

export const scenes: Readonly<Record<string, Scene>> = {
  low: {
    ...ofReadings,
    title: 'Go low',
    seen: 'On their page: red dots below the band, an episode. Events and webhooks: a delivery for each.',
    text: 'the next readings are low, down to 48 mg/dL',
    play: (stage) => shapeNext(stage, [62, 54, 48, 52, 61]),
  },
  high: {
    ...ofReadings,
    title: 'Go high',
    seen: 'On their page: dots above the band, an episode.',
    text: 'the next readings are high, up to 312 mg/dL',
    play: (stage) => shapeNext(stage, [252, 286, 312, 290, 255]),
  },
  meal: {
    ...ofReadings,
    title: 'A meal',
    seen: 'On their page: the trace rises, with arrows, and comes down again, within two minutes.',
    text: 'the next readings rise as after a meal, up to 238 mg/dL',
    play: (stage) => shapeNext(stage, [134, 158, 187, 213, 231, 238, 229, 210, 186, 162]),
  },
  update: {
    state: null,
    eventType: 'daily.data.glucose.updated',
    title: 'Correct a reading',
    seen: 'On their page: the newest point moves. Events: daily.data.glucose.updated.',
    text: 'Dexcom corrects the newest reading',
    async play(stage) {
      const nowMs = systemClock.nowMs();
      const shown = await readingsOf(stage, nowMs - newestSpanMs, nowMs);
      const newest = shown.findLast(({ visibleAtMs }) => (visibleAtMs ?? nowMs) < nowMs - storedMs);
      const before = newest?.versions.at(-1);
      if (!newest || !before) return told('there is no reading to correct.');
      const valueMgDl = before.valueMgDl + 12;
      await stage.order('revise-reading', { account: stage.account, atMs: newest.atMs, valueMgDl });
      return told(`the newest reading is now ${valueMgDl} mg/dL. ${soon}`);
    },
  },
  stall: {
    state: 'DELAYED',
    eventType: 'provider.connection.stalled',
    title: 'Sensor silent',
    seen: 'On their page: the age grows, after two minutes Reading late, after three an event tells the team. Then the gap fills, its readings marked as late.',
    text: 'no readings for five minutes, which then come late',
    async play({ account, minutes, order }) {
      const fromMs = systemClock.nowMs();
      const toMs = fromMs + minutes * minuteMs;
      await order('add-gap', { account, fromMs, toMs, backfillAtMs: toMs + backfillMs });
      return told(`no readings for ${minutes} minutes; after three, the gateway tells of it.`);
    },
  },
  error: {
    state: 'SHARING_OFF',
    eventType: failed,
    title: 'Sharing off',
    seen: 'On their page: Sharing off, and what to do. Events: provider.connection.error.',
    text: 'sharing is turned off in the Dexcom app',
    async play(stage) {
      const { account, order } = stage;
      await order('change-account', { account, isSharing: false });
      return told(`sharing is off, ${untilMended}. ${soon}`);
    },
  },
  alone: {
    state: 'NO_FOLLOWER',
    eventType: failed,
    title: 'No follower',
    seen: 'On their page: No follower, and what to do. Events: provider.connection.error.',
    text: 'the last follower is removed in the Dexcom app',
    async play(stage) {
      const { account, order } = stage;
      await order('change-account', { account, followers: 0 });
      return told(`nobody follows any more, ${untilMended}. ${soon}`);
    },
  },
  refuse: {
    state: 'CREDENTIALS_REFUSED',
    eventType: null,
    title: 'Wrong password',
    seen: 'On their page: Password refused. It is tried twice more, ten minutes apart; then it is Sign-in needed, and an event tells the team.',
    text: 'Dexcom ends the session and refuses the password',
    async play(stage) {
      const { account, order } = stage;
      const effect = { kind: 'refuse-credentials' };
      await order('add-fault', { account, calls: ['login'], effect });
      await order('kill-sessions', { account });
      return told(`the password is refused, ${untilMended}. ${soon}`);
    },
  },
  lockout: {
    state: 'LOCKED_OUT',
    eventType: null,
    title: 'Locked out',
    seen: 'On their page: Locked out, and until when; nobody logs in before.',
    text: 'Dexcom locks the account for ten minutes and ends its session',
    async play(stage) {
      const { account, order } = stage;
      await order('lock-out', { account, forMs: lockoutMs });
      await order('kill-sessions', { account });
      return told(`the account is locked for ten minutes. ${soon}`);
    },
  },
  busy: {
    state: 'THROTTLED',
    eventType: null,
    title: 'Too many requests',
    seen: 'On their page: Dexcom asks to wait, and until when: five minutes are the least that the gateway waits.',
    text: 'Dexcom answers 429 and asks for a minute of patience',
    async play(stage) {
      const { account, order } = stage;
      await order('add-fault', { account, effect: { kind: 'throttle', retryAfterSeconds: 60 } });
      return told(`Dexcom asks for patience, ${untilMended}. ${soon}`);
    },
  },
  clock: {
    state: 'CLOCK_WRONG',
    eventType: null,
    title: 'Wrong clock',
    seen: 'On their page: Phone clock wrong; nothing is served under a wrong time.',
    text: "the phone's clock goes two hours ahead, for five minutes",
    async play(stage) {
      const { account, minutes, order } = stage;
      const fromMs = systemClock.nowMs();
      const span = { fromMs, toMs: fromMs + minutes * minuteMs, errorMs: clockErrorMs };
      await order('add-clock-error', { account, ...span });
      return told(`the phone's clock is two hours ahead for ${minutes} minutes. ${soon}`);
    },
  },
  receiver: {
    ...ofReadings,
    title: 'Receiver fails',
    seen: 'Webhooks: attempts fail with 500, and the next one is told. "Put everything right" sends all again.',
    text: 'the receiver of the sandbox answers 500',
    async play({ answerWith }) {
      await answerWith('fail');
      return told(`the receiver answers 500, ${untilMended}: the next delivery shows it.`);
    },
  },
  outage: {
    state: 'UNREACHABLE',
    eventType: null,
    title: 'Dexcom down',
    seen: 'All people of the region: Dexcom unreachable, and since when. Overview: Dexcom does not answer there.',
    text: "Dexcom answers nobody of the person's region",
    async play(stage) {
      const { account, order } = stage;
      const { region } = account;
      await order('add-fault', { region, effect: { kind: 'gateway-error', status: 503 } });
      return told(`${region} is down, ${untilMended}. ${soon}`);
    },
  },
  restart: {
    ...ofReadings,
    title: 'Restart the gateway',
    seen: 'Every screen: a strip says that the gateway does not answer. Then what came meanwhile is there, once.',
    text: 'the gateway stops for twelve seconds, and starts again',
    async play({ restart }) {
      await restart();
      return told('the gateway stops now, and is back in a quarter of a minute.');
    },
  },
  recover: {
    state: 'FRESH',
    eventType: created,
    title: 'Put everything right',
    seen: 'For everybody: readings come again, missed ones fill in, deliveries that wait are sent. Whom Dexcom locked out, refused or asked to wait is asked again at the time that their page tells.',
    text: 'all is well again',
    async play(stage) {
      const { account, everybody, order, answerWith, sendAgain } = stage;
      await order('clear-faults', {});
      for (const { isTroubled, ...each } of everybody) {
        await order('unlock', { account: each });
        await order('end-troubles', { account: each });
        if (isTroubled && each.username !== account.username) continue;
        await order('change-account', { account: each, isSharing: true, followers: 1 });
      }
      await answerWith('well');
      await sendAgain();
      const waits = 'whom Dexcom locked out, refused or asked to wait, when that time is over';
      return told(`faults are over and sharing is on. ${soon} But ${waits}.`);
    },
  },
};

const minuteMs = 60_000;
const lockoutMs = 10 * minuteMs;
const clockErrorMs = 120 * minuteMs;
/** By then newer readings have come, so that these are late. */
const backfillMs = 60_000;
/** Holds the newest reading that is shown, of any sensor. */
const backMs = 10 * minuteMs;
const newestSpanMs = 30 * minuteMs;
/** What was shown for so long is stored. */
const storedMs = 30_000;
/** Holds as many readings of any sensor as a scene shapes. */
const nextSpanMs = 60 * minuteMs;
/** The sensors of the sandbox are quick: arrows are those of a sensor that measures so often. */
const minutesApart = 5;

/** A reading that is shown before its order has arrived would keep its own value. */
const orderMs = 4_000;

/**
 * Readings that Dexcom is still to show are given values of ours: those behind the newest that it
 * shows by then, since one before it may be late.
 */
async function shapeNext(stage: Stage, values: readonly number[]): Promise<Played> {
  const nowMs = systemClock.nowMs();
  const known = await readingsOf(stage, nowMs - backMs, nowMs + nextSpanMs);
  const shownMs = nowMs + orderMs;
  const newest = known.findLastIndex(({ visibleAtMs }) => (visibleAtMs ?? Infinity) <= shownMs);
  const coming = known.slice(newest + 1).filter(({ visibleAtMs }) => visibleAtMs !== null);
  const shaped = coming.slice(0, values.length);
  let before = known[newest]?.versions.at(-1)?.valueMgDl;
  for (const [index, { atMs, visibleAtMs }] of shaped.entries()) {
    const valueMgDl = values[index] ?? 0;
    const trend = trendOfRate((valueMgDl - (before ?? valueMgDl)) / minutesApart);
    const revised = { account: stage.account, atMs, visibleAtMs, valueMgDl, trend };
    await stage.order('revise-reading', revised);
    before = valueMgDl;
  }
  const shown = values.slice(0, shaped.length);
  return {
    told: `the next ${shown.length} readings are ${shown.join(', ')} mg/dL. ${soon}`,
    readingAtMs: shaped[0]?.atMs ?? null,
  };
}

function told(text: string): Played {
  return { told: text, readingAtMs: null };
}

/** Oldest first. */
async function readingsOf(
  { account, order }: Stage,
  afterMs: number,
  untilMs: number,
): Promise<readonly Truth[]> {
  return (await order('readings-of', { account, afterMs, untilMs })) as readonly Truth[];
}
