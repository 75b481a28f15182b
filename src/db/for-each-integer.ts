const zero = 48;
const nine = 57;
const minus = 45;
const letterN = 78;

/** Visits the integers of a Postgres array in its text form, in order; NaN for each NULL. */
export function forEachInteger(text: string, visit: (integer: number) => void): void {
  let value = 0;
  let sign = 1;
  // The first character is `{`; the empty array is `{}`.
  for (let i = 1; i < text.length && text.length > 2; i++) {
    const code = text.charCodeAt(i);
    if (code >= zero && code <= nine) {
      value = value * 10 + (code - zero);
    } else if (code === minus) {
      sign = -1;
    } else if (code === letterN) {
      value = Number.NaN;
      i += 'ULL'.length;
    } else {
      visit(sign * value);
      value = 0;
      sign = 1;
    }
  }
}
