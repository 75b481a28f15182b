/**
 * The canonical spelling of an IANA time zone name, given in any case; null for other texts, and for
 * offsets like `+02:00`, which cannot follow daylight saving.
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
