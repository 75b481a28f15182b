import DataLoader from 'dataloader';
import type { Db } from '#db';
import { findEndedSubjects } from './find-ended-subjects.ts';

/** Whether a subject's credentials have ended. */
export type EndedCheck = (subject: string) => Promise<boolean>;

const subjectsMax = 1_000;

/**
 * Those who ask in one turn of the event loop share one statement: when thousands of sockets come
 * back at once, each with a token of its own, a statement for each is most of the work.
 */
export function createEndedCheck(db: Db): EndedCheck {
  const loader = new DataLoader(
    async (subjects: readonly string[]) => {
      const ended = new Set(await findEndedSubjects(db, subjects));
      return subjects.map((subject) => ended.has(subject));
    },
    { cache: false, maxBatchSize: subjectsMax, batchScheduleFn: setImmediate },
  );
  return (subject) => loader.load(subject);
}
