/**
 * The numbers behind the pace of polling. Aims, retries and lessons were chosen by simulating days
 * of many connections (`npm run bench -- freshness`); .decisions/0003-poll-policy.md says how.
 */

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/**
 * The share of readings that the first poll after each is to find. Less means fresher and more
 * requests: 0.7 of all, the late and the missing counted in, is where a request less costs more
 * seconds than it is worth.
 */
export const aimShare = 0.7;

/**
 * How long after the aim a reading that was not there is asked for again: soon, then less and less
 * often. The first wait is what most of the misses need; the later ones are for the few readings
 * that are minutes late, and are spread so that none waits much more than a minute.
 */
export const retryOffsetsMs: readonly number[] = [
  17 * secondMs,
  92 * secondMs,
  190 * secondMs,
  420 * secondMs,
];

/** Retries end at this share of the cadence, since the aim at the next reading finds the late too. */
export const retryCadenceShareMax = 0.8;

/** Retries of the second reading that is not there. A third one in a row gets none: it is silent. */
export const secondSlotRetriesMax = 1;

/** A poll serves every aim up to so long after it. */
export const servedMs = 5 * secondMs;

/** Spreads polls that would fall on one instant; short, since each second of it is lateness. */
export const aimJitterMs = 1.5 * secondMs;

/** What is assumed of a connection of which nothing is known. */
export const cadenceGuessMs = 299.7 * secondMs;
/** Readings closer than this are no cadence, whatever a sensor's clock says. */
export const cadenceMsMin = secondMs;
/** Two instants closer than this are one reading, told a little differently. */
export const sameReadingMs = secondMs;
export const delayGuessMs = 25 * secondMs;

/** What most connections are like: the typical delay, and by how much it differs among them. */
export const typicalMsGuess = 19 * secondMs;
export const typicalSdMsGuess = 7 * secondMs;
/** No closer is it ever thought to be known. */
export const typicalSdMsMin = 1 * secondMs;
/** However alike those of a region are, a new one may be another. */
export const regionSdMsMin = 2 * secondMs;
/** What is learnt in a day lies so far behind the typical delay: measured, as the others are. */
export const aimedExtraMs = 7.5 * secondMs;
/** So many readings of a new connection are learned from in this way. */
export const firstLessons = 12;
/** `aimShare` of that time: seconds cost more while somebody looks, and each miss teaches. */
export const aimShareFirst = 0.66;

/** The n-th lesson moves the aim by this, divided by n: the best pace of learning a quantile. */
export const firstStepMs = 18 * secondMs;
/** Lessons never weigh less than this, so that the aim follows what changes slowly. */
export const stepMsMin = 0.5 * secondMs;
/** After a sudden change the aim is learned as if only so many lessons had been had. */
export const lessonsAfterJump = 4;
export const lessonsMax = 100;

/** So many readings in a row that were found at once: the aim may lie far behind, step faster. */
export const hitStreakUsual = 16;
/** Each further one doubles the step, up to this often and to this long. */
export const boostsMax = 10;
export const stepMsMax = 30 * secondMs;
/**
 * A bad day: readings that even the first retry misses, one after another. Each counts three misses
 * (one for the aim, so many more for the retry); with so many in the streak the excess is learned.
 */
export const farMsMin = 12 * secondMs;
export const farMissWeight = 2;
export const farMissesWeight = 8;
/** Misses weigh so much less then: the usual aim is to be right when the bad day is over. */
export const badDayShare = 0.25;
/** A bad day of so many readings is no bad day but another delay: a phone clock, another phone. */
export const lastingMissStreak = 100;
export const excessStepMs = 10 * secondMs;
/** A reading met so long before it was to be visible draws the aim towards it by this share. */
export const earlyMs = 5 * secondMs;
export const earlyShare = 0.25;
/** An aim this far behind what was just seen is wrong by a clock, not by chance. */
export const surpriseMs = 30 * secondMs;
/** Polls this much behind their aim (an overload, a restart) say nothing about the delay. */
export const lessonLatenessMsMax = 5 * secondMs;
/** A wrong phone clock looks like a delay, negative when it is ahead. A day and a zone bound it. */
export const delayMsMax = 26 * hourMs;

/**
 * No plan is nearer to the last answer than this. A second above the 15 s that reads of one account
 * must keep, since a read may leave so much later than its permit.
 */
export const planFloorMs = 16 * secondMs;
/** Sensors faster than this are polled at this pace, unaimed: each poll finds a reading or more. */
export const slotMsMin = 20 * secondMs;
/** No plan lies further ahead, except where Dexcom asks for more. */
export const planMsMax = 15 * minuteMs;

/** The first poll of connections that were made at one moment is spread over this. */
export const firstPollSpreadMs = 5 * secondMs;
/** A plan that is overdue by more than this comes from an outage or a clock; such plans are spread. */
export const overdueMsMax = minuteMs;
export const overdueSpreadMs = minuteMs;

/** No new reading for so long after one was due is a silence. */
export const silenceMs = hourMs;
export const silentPollMsMin = 10 * minuteMs;
export const silentPollMsMax = 15 * minuteMs;

/** Waiting for the first reading ever: somebody sits before the screen, for a while. */
export const eagerMs = 10 * minuteMs;
export const eagerPollMs = minuteMs;
export const patientPollMs = 5 * minuteMs;
/** The share of a wait that chance may add or take away where no sensor sets the pace. */
export const waitJitterShare = 0.2;

/** Dexcom unreachable: the first retry, doubled by each further failure up to the most. */
export const unavailableMsMin = 20 * secondMs;
export const unavailableMsMax = 5 * minuteMs;
/** Throttled: the least wait, whatever Retry-After says, doubled up to the most without one. */
export const throttledMsMin = 300 * secondMs;
export const throttledMsMax = 10 * minuteMs;
/** The share of a wait after a failure that chance adds, so that all do not return at once. */
export const failureSpreadShare = 0.25;
export const failureSpreadMsMax = 2 * minuteMs;
/** Both waits have reached their most long before; keeps the power finite. */
export const doublingsMax = 16;
/** Who asks for a longer wait than this is asked again after it all the same. */
export const retryAfterMsMax = 24 * hourMs;

/** The look-back of each poll beyond the newest known: finds readings that came late below it. */
export const lookBackMsMin = 30 * minuteMs;
/** The same, for slow sensors, counted in readings. */
export const lookBackReadings = 6;
/** A deeper look about every hour, and the deepest about every day; see `windowFor`. */
export const deepEveryMs = hourMs;
export const deepLookBackMs = 6 * hourMs;
export const fullEveryMs = 24 * hourMs;
export const fullLookBackMs = 24 * hourMs;
/** The share of an interval that a connection may be early, so that not all look deep at once. */
export const lookSpreadShare = 0.25;
/** Every client asks for 288 readings at most: 24 hours at five minutes. */
export const countMax = 288;
/** Sensors faster than this need more readings for the same hours. */
export const quickCadenceMs = 280 * secondMs;
/** The same where answers are crowded, in entries for each reading: several devices tell them. */
export const crowdedShare = 5;
export const largeCountMax = 1440;
export const countMargin = 6;
/** The oldest reading of a look may lie so many cadences inside of it. */
export const reachSlots = 3;
