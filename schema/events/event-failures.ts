import type { CursorVerdict } from '#events';
import { LiveError, type LiveFailure } from '#live';
import { ExpectedFailure, InvalidArgument } from '#schema/kit';

/** The GraphQL failure for a cursor that cannot be used. */
export function cursorFailure(
  verdict: Exclude<CursorVerdict, { kind: 'valid' }>,
  argument: 'after' | 'before' = 'after',
): ExpectedFailure {
  switch (verdict.kind) {
    case 'malformed':
      return new InvalidArgument(argument, 'a cursor that this log gave');
    case 'foreign':
      return foreignCursor(argument);
    case 'too-old':
      return cursorTooOld(verdict.oldestCursor);
  }
}

/** Turns a LiveError into the failure that the client sees; returns any other error unchanged. */
export function publicLiveError(error: unknown): unknown {
  return error instanceof LiveError ? liveFailures[error.failure](error.cursor) : error;
}

const liveFailures: Readonly<Record<LiveFailure, (cursor: string | null) => ExpectedFailure>> = {
  'malformed-cursor': () => cursorFailure({ kind: 'malformed' }),
  'foreign-cursor': () => foreignCursor('after'),
  'cursor-too-old': cursorTooOld,
  'fell-behind': (cursor) =>
    new ExpectedFailure(
      'FELL_BEHIND',
      'Events came faster than they were taken.',
      'Subscribe again after "cursor", the last event that was sent.',
      { cursor },
    ),
  'credential-ended': (cursor) =>
    new ExpectedFailure(
      'UNAUTHENTICATED',
      'The credential of this subscription has expired or was revoked.',
      `${subscribeAgain(cursor)} with another credential.`,
      { cursor, http: { status: 401 } },
    ),
  'too-many-readers': unavailable('There are too many subscriptions.'),
  'log-lost': unavailable('The log was replaced.'),
  stopped: unavailable('This node of the gateway stops.'),
};

function foreignCursor(argument: 'after' | 'before'): ExpectedFailure {
  return new ExpectedFailure(
    'FOREIGN_CURSOR',
    `The cursor given as "${argument}" is of another log.`,
    `Read what you need anew, and ask without "${argument}".`,
    { argument },
  );
}

function cursorTooOld(oldestCursor: string | null): ExpectedFailure {
  return new ExpectedFailure(
    'CURSOR_TOO_OLD',
    'Events after the cursor given as "after" are no longer kept.',
    'Read what you need anew, or go on after "oldestCursor" and miss what came before.',
    { argument: 'after', oldestCursor },
  );
}

function unavailable(message: string): (cursor: string | null) => ExpectedFailure {
  return (cursor) =>
    new ExpectedFailure('UNAVAILABLE', message, `${subscribeAgain(cursor)} in a moment.`, {
      cursor,
    });
}

/** A subscription that begins with what is true now has no cursor. */
function subscribeAgain(cursor: string | null): string {
  return cursor === null ? 'Subscribe again' : 'Subscribe again after "cursor"';
}
