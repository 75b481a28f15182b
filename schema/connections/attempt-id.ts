import { z } from 'zod';
import type { ArgumentRule } from '#schema/kit';

/** The id that a page makes up for an attempt to link. */
export const attemptIdRule: ArgumentRule<string> = {
  takes: z.string().regex(/^[\w-]{8,64}$/),
  expected: '8 to 64 characters of A-Z a-z 0-9 _ -',
};
