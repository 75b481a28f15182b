import { z } from 'zod';
import type { ArgumentRule } from '#schema/kit';

/** What a wearer types to log in: at most as long as any that a provider takes. */
export const usernameRule: ArgumentRule<string> = {
  takes: z
    .string()
    .max(256)
    .regex(/[^\p{Z}\p{Cc}\p{Cf}\p{Cs}]/u),
  expected: 'a user name, an e-mail address or a phone number of 1 to 256 characters',
};

export const passwordRule: ArgumentRule<string> = {
  takes: z.string().min(1).max(1_024),
  expected: 'a password of 1 to 1,024 characters',
};
