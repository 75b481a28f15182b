import { builder } from './builder.ts';
import { type PageLimits, pageLimits } from './page.ts';

/**
 * The arguments of every paged field. The default size stands in the schema, where clients read it
 * and the server counts it as part of what an operation costs. A page beyond `rowsMax` is counted as
 * that, since the field will refuse it and name the argument.
 */
export function pageArguments({ rowsDefault, rowsMax }: PageLimits = pageLimits) {
  return builder.args((t) => ({
    first: t.int({
      defaultValue: rowsDefault,
      description: `How many; 1 to ${rowsMax}.`,
      extensions: { rowsMax },
    }),
    after: t.string({ description: 'The cursor after which the page begins.' }),
  }));
}
