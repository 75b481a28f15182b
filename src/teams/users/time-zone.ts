/**
 * The name of a time zone of the IANA database as it is spelled there, whatever the case of the
 * given text; null for anything else, plain offsets like `+02:00` included, since they cannot
 * follow daylight saving.
 */
export function canonicalTimeZone(text: string): string | null {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(text)) return null;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
    return known.toLowerCase() === text.toLowerCase() ? known : text;
  } catch {
    return null;
  }
}
