import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { hasHalfCharacter } from './text-check.ts';

/**
 * Refuses variables with half a character (a lone surrogate, which JSON can write as `\\ud83d`): it
 * would be kept as U+FFFD, and two names become one.
 */
export function refuseHalfCharacters(): Plugin {
  return {
    onParams({ params }) {
      const error = findHalfCharacter(params.variables);
      if (error) throw error;
    },
  };
}

/** Whether a body may write half a character; where it may not, none is looked for. */
export function mayHoldHalfCharacter(body: Buffer | null): boolean {
  return body !== null && (body.includes('\\ud') || body.includes('\\uD'));
}

export function findHalfCharacter(variables: unknown): GraphQLError | null {
  if (typeof variables !== 'object' || variables === null) return null;
  const found = Object.entries(variables).find((entry) => hasHalfCharacter(entry));
  if (!found) return null;
  const [argument = ''] = found;
  const expected = 'text of whole characters (no lone surrogates)';
  return new GraphQLError(`A variable holds half a character; it takes ${expected}.`, {
    extensions: { code: 'INVALID_ARGUMENT', argument: argument.toWellFormed(), expected },
  });
}
