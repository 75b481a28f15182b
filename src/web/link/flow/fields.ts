/** What is typed on the sign-in screen. */
export interface Fields {
  /** Without the blanks around it. */
  readonly username: string;
  /** Exactly as it was typed. */
  readonly password: string;
}

export interface Mistake {
  readonly field: keyof Fields;
  /** The key of the sentence. */
  readonly text:
    | 'nameMissing'
    | 'nameTooLong'
    | 'phonePlus'
    | 'passwordMissing'
    | 'passwordTooLong';
  /** It may still be right: sent again, it is taken as it is. */
  readonly isDoubt?: true;
}

/** As long as the gateway takes them, and by what it tells that a name is none. */
const nameLengthMax = 256;
const passwordLengthMax = 1_024;
const seen = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** Digits as a phone number is written, without the plus before them. */
const barePhone = /^(?=(\D*\d){7,15}\D*$)[\d ()./-]+$/;

/** What can be told to be wrong before anything is sent. */
export function judgeFields({ username, password }: Fields): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  if (!seen.test(username)) mistakes.push({ field: 'username', text: 'nameMissing' });
  else if (username.length > nameLengthMax) {
    mistakes.push({ field: 'username', text: 'nameTooLong' });
  } else if (barePhone.test(username)) {
    mistakes.push({ field: 'username', text: 'phonePlus', isDoubt: true });
  }
  if (password === '') mistakes.push({ field: 'password', text: 'passwordMissing' });
  else if (password.length > passwordLengthMax) {
    mistakes.push({ field: 'password', text: 'passwordTooLong' });
  }
  return mistakes;
}
