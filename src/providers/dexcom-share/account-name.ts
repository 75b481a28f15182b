/**
 * An account name as the wearer means it: without what pasting and keyboards add, that is blanks of
 * any kind around it, control characters, and characters that nobody sees. A phone number becomes
 * `+` and digits, as Dexcom keeps it. Capitals and blanks within stay.
 */
export function accountNameOf(typed: string): string {
  const name = typed.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim();
  return phonePattern.test(name) ? `+${name.replace(/\D/g, '')}` : name;
}

const phonePattern = /^\+[\d\s().\-/]*\d[\d\s().\-/]*$/;
