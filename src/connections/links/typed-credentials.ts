/** What a wearer types to log in is at most as long as any that a provider takes. */
const accountNameLengthMax = 256;
const passwordLengthMax = 1_024;

/** What is not blank, and not left out of a name as what nobody sees. */
const seen = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether it can be a user name, an e-mail address or a phone number. */
export function isAccountName(text: string): boolean {
  return text.length <= accountNameLengthMax && seen.test(text);
}

export function isPassword(text: string): boolean {
  return text.length > 0 && text.length <= passwordLengthMax;
}
