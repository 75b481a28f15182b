/**
 * What the nouns of the schema are built with: the builder and its plugins, scalars, ids, pages,
 * arguments, rights, failures, and reading together what many fields need.
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
export { briefSampleNames } from './brief-names.ts';
export { builder } from './builder.ts';
export type { Context, Services } from './context.ts';
export { ErrorInterface } from './error-types.ts';
export { ExpectedFailure, forbidden, InvalidArgument, NotFound } from './failures.ts';
export { encodeGlobalId, idOf } from './global-id.ts';
export { loadTogether } from './load-together.ts';

import './node.ts';

export { connectionOf, type PageArguments, pageOf } from './page.ts';
export { asksOverview, connectionsPerUserMax, listUsersAhead, readWith } from './page-ahead.ts';
export { pageArguments } from './page-arguments.ts';
export {
  findNeedBelow,
  findUserAhead,
  readsAhead,
  type SampleNeed,
  samplesReadWith,
} from './read-ahead.ts';
export { auditSourceOf, knownActorOf, maySeeUser, teamOf } from './rights.ts';
export { assertRights } from './rules.ts';

import './scalars.ts';

export { giveIdsAtOnce } from './node-ids.ts';
export { areAllOf, selectedNames } from './selected-names.ts';
