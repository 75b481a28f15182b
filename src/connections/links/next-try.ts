/** A login that a user asked for, as far as it tells when the next one is wise. */
export interface OwnTry {
  readonly startedAtMs: number;
  /** The kind of its outcome; null while it is under way. */
  readonly kind: string | null;
  /** When Dexcom or this gateway said that it may be tried again; null when neither did. */
  readonly untilMs: number | null;
}

export interface NextTry {
  /** Before then a login would be refused by this gateway; null when one may be sent now. */
  readonly retryAtMs: number | null;
  /** How many more may be refused before the user has to wait long. */
  readonly attemptsLeft: number;
}

/**
 * What a page is told to keep to: a minute between two tries, and two refused ones in ten minutes, a
 * little longer than the provider's own bounds, so that a try at that moment is let through.
 */
const spacingMs = 70_000;
export const ownTriesSpanMs = 610_000;
const refusalsMax = 2;

/** These sent no login, so that they cost nothing. */
const unsent: ReadonlySet<string> = new Set(['throttled', 'locked-out', 'not-connected']);

/**
 * When a user should try again, by that user's own tries and what they were told: it is the same for
 * a name that is known here and for one that nobody has, so that nobody learns from it whose account
 * there is.
 */
export function nextTry(tries: readonly OwnTry[], nowMs: number): NextTry {
  const sent = tries.filter(({ kind }) => kind === null || !unsent.has(kind));
  const failed = sent
    .filter(({ kind }) => kind === 'refused' || kind === 'unavailable')
    .map(({ startedAtMs }) => startedAtMs)
    .filter((atMs) => atMs > nowMs - ownTriesSpanMs)
    .toSorted((one, other) => one - other);
  const isHeldUp = sent.some(({ untilMs }) => (untilMs ?? 0) > nowMs + spacingMs);
  const attemptsLeft = isHeldUp ? 0 : Math.max(0, refusalsMax - failed.length);
  const spacedMs = Math.max(0, ...sent.map(({ startedAtMs }) => startedAtMs)) + spacingMs;
  const wideMs = attemptsLeft > 0 ? 0 : (failed.at(-refusalsMax) ?? 0) + ownTriesSpanMs;
  const toldMs = Math.max(0, ...tries.map(({ untilMs }) => untilMs ?? 0));
  const retryAtMs = Math.max(sent.length > 0 ? spacedMs : 0, wideMs, toldMs);
  return { retryAtMs: retryAtMs > nowMs ? retryAtMs : null, attemptsLeft };
}
