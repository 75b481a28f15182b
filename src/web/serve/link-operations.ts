import * as operations from '#web/link/api/generated/operations.ts';

/** The texts of all that the page for linking sends, letter by letter. */
export const linkOperations: ReadonlySet<string> = new Set(Object.values(operations));
