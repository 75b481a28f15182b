import { z } from 'zod';
import { isAccountName, isPassword } from '#connections';
import type { ArgumentRule } from '#schema/kit';

/** What a wearer types to log in. */
export const usernameRule: ArgumentRule<string> = {
  takes: z.string().refine(isAccountName),
  expected: 'a user name, an e-mail address or a phone number of 1 to 256 characters',
};

export const passwordRule: ArgumentRule<string> = {
  takes: z.string().refine(isPassword),
  expected: 'a password of 1 to 1,024 characters',
};

/** The id that a page makes up for an attempt to link. */
export const attemptIdRule: ArgumentRule<string> = {
  takes: z.string().regex(/^[\w-]{8,64}$/),
  expected: '8 to 64 characters of A-Z a-z 0-9 _ -',
};
