import { systemClock } from '#std/clock';
import type { ReceiverAnswer } from './receiver.ts';

/** Something that happens to a person, as orders to the simulator. */
export interface Scene {
  /** A word or two for a button. */
  readonly title: string;
  readonly text: string;
  /** What is then seen in the console, and where. */
  readonly seen: string;
  /** Returns what was done, for whoever ordered it. */
  play(stage: Stage): Promise<string>;
}

export interface Stage {
  readonly account: { readonly username: string; readonly region: string };
  readonly minutes: number;
  order(name: string, args: object): Promise<unknown>;
  /** Has the sandbox's receiver answer so. */
  answerWith(answer: ReceiverAnswer): Promise<void>;
  /** Has the gateway of the sandbox stop, and start again after a while. */
  restart(): Promise<void>;
}

/** A reading as the simulator knows it; null for one that Dexcom never shows. */
interface Truth {
  readonly atMs: number;
  readonly visibleAtMs: number | null;
  readonly versions: readonly { readonly valueMgDl: number }[];
}

const soon = 'The gateway asks within half a minute.';
const untilMended = 'until everything is put right (recover)';

export const scenes: Readonly<Record<string, Scene>> = {
  low: {
    title: 'Go low',
    seen: 'The person: red dots below the band, an episode. Events and webhooks: a delivery for each.',
    text: 'the next readings are low, down to 48 mg/dL',
    play: (stage) => shapeNext(stage, [62, 54, 48, 52, 61]),
  },
  high: {
    title: 'Go high',
    seen: 'The person: dots above the band, an episode.',
    text: 'the next readings are high, up to 312 mg/dL',
    play: (stage) => shapeNext(stage, [252, 286, 312, 290, 255]),
  },
  meal: {
    title: 'A meal',
    seen: 'The person: the trace rises, with arrows, and comes down again.',
    text: 'the next readings rise as after a meal, up to 238 mg/dL',
    play: (stage) => shapeNext(stage, [134, 158, 187, 213, 231, 238, 229, 210, 186, 162]),
  },
  update: {
    title: 'Correct a reading',
    seen: 'The person: the newest point moves. Events: daily.data.glucose.updated.',
    text: 'Dexcom corrects the newest reading',
    async play(stage) {
      const nowMs = systemClock.nowMs();
      const shown = await readings(stage, nowMs - newestSpanMs, nowMs);
      const newest = shown.findLast(({ visibleAtMs }) => (visibleAtMs ?? nowMs) < nowMs - storedMs);
      const before = newest?.versions.at(-1);
      if (!newest || !before) return 'there is no reading to correct.';
      const valueMgDl = before.valueMgDl + 12;
      await stage.order('revise-reading', { account: stage.account, atMs: newest.atMs, valueMgDl });
      return `the newest reading is now ${valueMgDl} mg/dL. ${soon}`;
    },
  },
  stall: {
    title: 'Sensor silent',
    seen: 'The person: the age grows, Reading late, then No recent reading; the line breaks.',
    text: 'no readings for six minutes',
    async play({ account, minutes, order }) {
      const fromMs = systemClock.nowMs();
      await order('add-gap', { account, fromMs, toMs: fromMs + minutes * minuteMs });
      return `no readings for ${minutes} minutes; after three, the gateway tells of it.`;
    },
  },
  error: {
    title: 'Sharing off',
    seen: 'The person: Sharing off, and what to do.',
    text: 'sharing is turned off in the Dexcom app',
    async play({ account, order }) {
      await order('change-account', { account, isSharing: false });
      return `sharing is off, ${untilMended}. ${soon}`;
    },
  },
  alone: {
    title: 'No follower',
    seen: 'The person: No follower, and what to do.',
    text: 'the last follower is removed in the Dexcom app',
    async play({ account, order }) {
      await order('change-account', { account, followers: 0 });
      return `nobody follows any more, ${untilMended}. ${soon}`;
    },
  },
  refuse: {
    title: 'Wrong password',
    seen: 'The person: Password refused, later Sign-in needed; an event tells the team.',
    text: 'Dexcom ends the session and refuses the password',
    async play({ account, order }) {
      await order('add-fault', { account, effect: { kind: 'refuse-credentials' } });
      await order('kill-sessions', { account });
      return `the password is refused, ${untilMended}. ${soon}`;
    },
  },
  lockout: {
    title: 'Locked out',
    seen: 'The person: Locked out, and until when; nobody logs in before.',
    text: 'Dexcom locks the account for ten minutes and ends its session',
    async play({ account, order }) {
      await order('lock-out', { account, forMs: lockoutMs });
      await order('kill-sessions', { account });
      return `the account is locked, ${untilMended}. ${soon}`;
    },
  },
  busy: {
    title: 'Too many requests',
    seen: 'The person: Dexcom asks to wait, and until when; polls pause and go on.',
    text: 'Dexcom answers 429 and asks for a minute of patience',
    async play({ account, order }) {
      await order('add-fault', { account, effect: { kind: 'throttle', retryAfterSeconds: 60 } });
      return `Dexcom asks for patience, ${untilMended}. ${soon}`;
    },
  },
  clock: {
    title: 'Wrong clock',
    seen: 'The person: Phone clock wrong; nothing is served under a wrong time.',
    text: "the phone's clock goes two hours ahead, for six minutes",
    async play({ account, minutes, order }) {
      const fromMs = systemClock.nowMs();
      const span = { fromMs, toMs: fromMs + minutes * minuteMs, errorMs: clockErrorMs };
      await order('add-clock-error', { account, ...span });
      return `the phone's clock is two hours ahead for ${minutes} minutes. ${soon}`;
    },
  },
  receiver: {
    title: 'Receiver fails',
    seen: 'Webhooks: attempts fail with 500, and the next one is told; "Put everything right" sends all again.',
    text: 'the receiver of the sandbox answers 500',
    async play({ answerWith }) {
      await answerWith('fail');
      return `the receiver answers 500, ${untilMended}: the next delivery shows it.`;
    },
  },
  outage: {
    title: 'Dexcom down',
    seen: 'All people of the region: Dexcom unreachable, and since when.',
    text: "Dexcom answers nobody of the person's region",
    async play({ account: { region }, order }) {
      await order('add-fault', { region, effect: { kind: 'gateway-error', status: 503 } });
      return `${region} is down, ${untilMended}. ${soon}`;
    },
  },
  restart: {
    title: 'Restart the gateway',
    seen: 'Every screen: a strip says that the gateway does not answer. Then what came meanwhile is there, once.',
    text: 'the gateway stops for twelve seconds, and starts again',
    async play({ restart }) {
      await restart();
      return 'the gateway stops now, and is back in a quarter of a minute.';
    },
  },
  recover: {
    title: 'Put everything right',
    seen: 'Readings come again, missed ones fill in, deliveries that wait are sent.',
    text: 'all is well again',
    async play({ account, order, answerWith }) {
      await order('clear-faults', {});
      await order('unlock', { account });
      await order('change-account', { account, isSharing: true, followers: 1 });
      await answerWith('well');
      return `faults are over and sharing is on. ${soon}`;
    },
  },
};

const minuteMs = 60_000;
const lockoutMs = 10 * minuteMs;
const clockErrorMs = 120 * minuteMs;
const newestSpanMs = 30 * minuteMs;
/** What was shown for so long is stored. */
const storedMs = 30_000;
/** Holds as many readings of the sandbox's sensors as a scene shapes. */
const nextSpanMs = 3 * minuteMs;

/**
 * Readings that Dexcom is still to show are given values of ours: those behind the newest that it
 * shows, since one before it may be late.
 */
async function shapeNext(stage: Stage, values: readonly number[]): Promise<string> {
  const nowMs = systemClock.nowMs();
  const known = await readings(stage, nowMs - minuteMs, nowMs + nextSpanMs);
  const newest = known.findLastIndex(({ visibleAtMs }) => (visibleAtMs ?? Infinity) <= nowMs);
  const coming = known.slice(newest + 1).filter(({ visibleAtMs }) => visibleAtMs !== null);
  const shaped = coming.slice(0, values.length);
  for (const [index, { atMs, visibleAtMs }] of shaped.entries()) {
    const revised = { account: stage.account, atMs, visibleAtMs, valueMgDl: values[index] };
    await stage.order('revise-reading', revised);
  }
  const told = values.slice(0, shaped.length);
  return `the next ${told.length} readings are ${told.join(', ')} mg/dL. ${soon}`;
}

/** Oldest first. */
async function readings(
  { account, order }: Stage,
  afterMs: number,
  untilMs: number,
): Promise<readonly Truth[]> {
  return (await order('readings-of', { account, afterMs, untilMs })) as readonly Truth[];
}
