/**
 * An account name as the wearer means it: without what pasting and keyboards add, that is blanks of
 * any kind around it, control characters, and characters that nobody sees; letters and their accents
 * composed (NFC). A phone number becomes `+` and digits, as Dexcom keeps it, also one in the full width
 * of Asian keyboards. Capitals and blanks within stay.
 */
export function accountNameOf(typed: string): string {
  const name = typed.replace(unseen, '').normalize('NFC').trim();
  const phone = name.normalize('NFKC');
  return phonePattern.test(phone) ? `+${phone.replace(/\D/g, '')}` : name;
}

/** Also marks that change another character, fillers, and Braille's pattern without dots. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** With the dashes that phones' contacts put in. */
const phonePattern = /^[+][\d\s().\p{Pd}/]*\d[\d\s().\p{Pd}/]*$/u;
