/** No answer, however odd, silences us for longer than a day. */
export const retryAfterMsMax = 24 * 60 * 60 * 1000;

const secondsPattern = /^\d{1,15}$/;
const httpDatePattern = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Reads a Retry-After header, seconds or an HTTP date; null for one that is neither. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (secondsPattern.test(text)) return Math.min(Number(text) * 1000, retryAfterMsMax);
  if (!httpDatePattern.test(text)) return null;
  const untilMs = Date.parse(text);
  if (Number.isNaN(untilMs)) return null;
  return Math.min(Math.max(0, untilMs - nowMs), retryAfterMsMax);
}
