const secondsPattern = /^\d{1,15}$/;
const httpDatePattern = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Reads a Retry-After header, which holds seconds or an HTTP date, as milliseconds from now; null
 * for a header that is neither. It may be any length of time: the caller sets the bound.
 */
export function parseRetryAfterMs(header: string | null | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (secondsPattern.test(text)) return Number(text) * 1000;
  if (!httpDatePattern.test(text)) return null;
  const untilMs = Date.parse(text);
  return Number.isNaN(untilMs) ? null : Math.max(0, untilMs - nowMs);
}
