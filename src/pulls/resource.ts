import type { ToldEntry } from '#providers';

/** What is asked for apart, each with its own request. */
export type PullResource = 'GLUCOSE' | 'DIARY' | 'CALIBRATIONS' | 'DEVICES';

const hourMs = 60 * 60_000;

interface ResourceFacts {
  /** Whether it has a past that is pulled in stretches. */
  readonly hasPast: boolean;
  /** When its past is here, it is looked for so often, … */
  readonly lookEveryMs: number;
  /** … and so far back: what was entered, edited or removed lately. */
  readonly lookBackMs: number;
  /** The entries of a diary that come with it. */
  readonly kinds: readonly ToldEntry['kind'][];
}

/**
 * New readings are polled: of these a look asks whether more have come that polls do not see, as when
 * a receiver uploads a month. With four polls, the looks of an hour are less than four.
 */
export const resourceFacts: Readonly<Record<PullResource, ResourceFacts>> = {
  GLUCOSE: { hasPast: true, lookEveryMs: 50 * 60_000, lookBackMs: 0, kinds: [] },
  DIARY: {
    hasPast: true,
    lookEveryMs: hourMs / 2,
    lookBackMs: 72 * hourMs,
    kinds: ['CARBS', 'INSULIN', 'EXERCISE', 'NOTE'],
  },
  CALIBRATIONS: {
    hasPast: true,
    lookEveryMs: 6 * hourMs,
    lookBackMs: 72 * hourMs,
    kinds: ['CALIBRATION'],
  },
  DEVICES: { hasPast: false, lookEveryMs: 6 * hourMs, lookBackMs: 0, kinds: [] },
};

export const pullResources = Object.keys(resourceFacts) as readonly PullResource[];
