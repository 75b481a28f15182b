/** What a wearer types to log in is at most as long as any that a provider takes. */
const accountNameLengthMax = 256;
const passwordLengthMax = 1_024;

/** Whether it can be a user name, an e-mail address or a phone number. */
export function isAccountName(text: string): boolean {
  return text.length <= accountNameLengthMax && /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}]/u.test(text);
}

export function isPassword(text: string): boolean {
  return text.length > 0 && text.length <= passwordLengthMax;
}
