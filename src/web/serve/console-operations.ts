import * as operations from '#web/console/api/generated/operations.ts';

/** The texts of all that the console sends, letter by letter. */
export const consoleOperations: ReadonlySet<string> = new Set(Object.values(operations));
