export const clientUserIdLengthMax = 255;

const plainText = /^(?=.*\S)\P{Cc}*$/u;

/** Whether a team may call a person so: no control characters, not only blanks. */
export function isClientUserId(text: string): boolean {
  return text.length <= clientUserIdLengthMax && plainText.test(text);
}

/** Whether it is a day, as `YYYY-MM-DD`, on which somebody alive at `now` may have been born. */
export function isBirthDate(text: string, now: Date): boolean {
  return text >= '1900-01-01' && text <= now.toISOString().slice(0, 10);
}
