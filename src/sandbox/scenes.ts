import { systemClock } from '#std/clock';

/** Something that happens to a person, as orders to the simulator. */
export interface Scene {
  readonly text: string;
  /** Returns what was done, for whoever ordered it. */
  play(stage: Stage): Promise<string>;
}

export interface Stage {
  readonly account: { readonly username: string; readonly region: string };
  readonly minutes: number;
  order(name: string, args: object): Promise<unknown>;
}

/** A reading as the simulator knows it; null for one that Dexcom never shows. */
interface Truth {
  readonly atMs: number;
  readonly visibleAtMs: number | null;
  readonly versions: readonly { readonly valueMgDl: number }[];
}

const soon = 'The gateway asks within half a minute.';

export const scenes: Readonly<Record<string, Scene>> = {
  low: {
    text: 'the next readings are low, down to 48 mg/dL',
    play: (stage) => shapeNext(stage, [62, 54, 48, 52, 61]),
  },
  high: {
    text: 'the next readings are high, up to 312 mg/dL',
    play: (stage) => shapeNext(stage, [252, 286, 312, 290, 255]),
  },
  update: {
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
    text: 'no readings for --minutes',
    async play({ account, minutes, order }) {
      const fromMs = systemClock.nowMs();
      await order('add-gap', { account, fromMs, toMs: fromMs + minutes * minuteMs });
      return `no readings for ${minutes} minutes; after three, the gateway tells of it.`;
    },
  },
  error: {
    text: 'sharing is turned off in the Dexcom app',
    async play({ account, order }) {
      await order('change-account', { account, isSharing: false });
      return `sharing is off, until "recover". ${soon}`;
    },
  },
  refuse: {
    text: 'Dexcom ends the session and refuses the password',
    async play({ account, order }) {
      await order('add-fault', { account, effect: { kind: 'refuse-credentials' } });
      await order('kill-sessions', { account });
      return `the password is refused, until "recover". ${soon}`;
    },
  },
  outage: {
    text: "Dexcom answers nobody of the person's region",
    async play({ account: { region }, order }) {
      await order('add-fault', { region, effect: { kind: 'gateway-error', status: 503 } });
      return `${region} is down, until "recover". ${soon}`;
    },
  },
  recover: {
    text: 'all is well again',
    async play({ account, order }) {
      await order('clear-faults', {});
      await order('unlock', { account });
      await order('change-account', { account, isSharing: true });
      return `faults are over and sharing is on. ${soon}`;
    },
  },
};

const minuteMs = 60_000;
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
