import { z } from 'zod';
import { canonicalTimeZone, isBirthDate } from '#teams';
import { InvalidArgument } from './failures.ts';

/**
 * What arguments take beyond their GraphQL type. A rule is a schema with the end of the sentence
 * "The argument takes …"; checking gives the value as it is to be used. To make a rule costs more than
 * a hundred checks: what is read often has it made once.
 */
export interface ArgumentRule<Value> {
  readonly takes: z.ZodType<Value>;
  readonly expected: string;
}

/** Checks one argument; throws InvalidArgument naming it. */
export function checked<Value>(
  argument: string,
  value: unknown,
  { takes, expected }: ArgumentRule<Value>,
): Value {
  const result = takes.safeParse(value);
  if (!result.success) throw new InvalidArgument(argument, expected);
  return result.data;
}

/** Checks an argument that may be absent or null; both stay what they are. */
export function checkedIfGiven<Value>(
  argument: string,
  value: unknown,
  rule: ArgumentRule<Value>,
): Value | null | undefined {
  return value === null || value === undefined ? value : checked(argument, value, rule);
}

/** A text for people or machines: no control characters, not only blanks. */
export function text(lengthMax: number): ArgumentRule<string> {
  const pattern = /^(?=.*\S)\P{Cc}*$/u;
  return {
    takes: z.string().min(1).max(lengthMax).regex(pattern),
    expected: `a text of 1 to ${lengthMax} characters`,
  };
}

export function wholeNumber(min: number, max: number): ArgumentRule<number> {
  return { takes: z.int().min(min).max(max), expected: `a whole number from ${min} to ${max}` };
}

export const timeZone: ArgumentRule<string> = {
  takes: z.string().transform((name, context) => {
    const known = canonicalTimeZone(name);
    if (known === null) context.addIssue('no time zone');
    return known ?? z.NEVER;
  }),
  expected: 'a name of the IANA time zone database, like "Europe/Berlin"',
};

/** A day on which somebody alive at `now` may have been born. */
export function birthDate(now: Date): ArgumentRule<string> {
  return {
    takes: z.string().refine((date) => isBirthDate(date, now)),
    expected: 'a date from "1900-01-01" to today',
  };
}

/** An instant that is still to come. */
export function futureInstant(now: Date): ArgumentRule<Date> {
  return {
    takes: z.date().refine((instant) => instant > now),
    expected: 'an instant in the future',
  };
}
