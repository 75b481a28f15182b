/** What of connections was asked lately, and how many were answered. Each counts once. */
export interface AnswerCount {
  readonly askedCount: number;
  readonly answeredCount: number;
}

/** Fewer say nothing of a region: it may be these accounts. */
export const askedCountMin = 3;
/** Fewer answers than this share: it fails. */
export const failsBelowShare = 0.5;
/** At least this share: it answers again. In between it stays what it was. */
export const answersFromShare = 0.8;

/**
 * Whether a service answers; null where that is not known. A failure is believed until somebody is
 * answered, since people are asked ever more rarely while it lasts.
 */
export function judge(before: boolean | null, count: AnswerCount): boolean | null {
  const { askedCount, answeredCount } = count;
  if (askedCount < askedCountMin) {
    if (before === false) return false;
    return answeredCount > 0 ? true : null;
  }
  const share = answeredCount / askedCount;
  if (share < failsBelowShare) return false;
  return share >= answersFromShare ? true : before;
}

/** What a team must hear of: that it begins to fail, and that this is over. */
export function isNews(before: boolean | null, after: boolean | null): boolean {
  return after === false ? before !== false : after === true && before === false;
}
