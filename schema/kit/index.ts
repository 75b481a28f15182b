/**
 * What the nouns of the schema are built with: the builder and its plugins, scalars, ids, pages,
 * arguments, rights, failures; and what spares statements: `batch-loader` for the items of lists,
 * `whole-rows` for what is read in brief, `samples-ahead` for what is read with its user.
 */
export {
  type ArgumentRule,
  birthDate,
  checked,
  checkedIfGiven,
  futureInstant,
  text,
  timeZone,
  wholeNumber,
} from './arguments.ts';
export { batchLoader } from './batch-loader.ts';
export { builder } from './builder.ts';
export type { Context, Services } from './context.ts';
export { describedValues } from './described-values.ts';
export { ErrorInterface } from './error-types.ts';
export {
  ExpectedFailure,
  InvalidArgument,
  NotFound,
  QuotaExceeded,
  unauthenticated,
} from './failures.ts';
export { encodeGlobalId, idOf } from './global-id.ts';

import './node.ts';

export { connectionOf, type Page, type PageArguments, pageLimits, pageOf } from './page.ts';
export { pageArguments } from './page-arguments.ts';
export {
  assertKeyScope,
  auditSourceOf,
  knownActorOf,
  mayRead,
  maySeeUser,
  teamActorOf,
  teamOf,
} from './rights.ts';
export { assertRights } from './rules.ts';
export { keepSamples, type Selection, samplesReadBelow, takeSamples } from './samples-ahead.ts';

import './scalars.ts';

export { giveIdsAtOnce } from './node-ids.ts';
export { isBriefEnough, wholeField } from './whole-rows.ts';
