/**
 * Reads that join tables of several rooms in one statement, for the two queries that are asked most:
 * a user with the samples of a range (their values, or all of them), and a page of users with what an
 * overview shows of each. A statement each would cost more than all else about them
 * (.decisions/0008-query-speed.md). And the people by state and last reading, who can be found in no
 * other way.
 *
 * Each room exports its piece of SQL for this (`SqlText`) and keeps it beside its own statements; it
 * is joined here, and what leaves this room is records.
 */
export {
  findUserWithSamples,
  findUserWithWholeSamples,
  type SampleRange,
} from './find-user-with-samples.ts';
export { countPeople, listPeople, type PeopleChoice } from './list-people.ts';
export { listUserOverviews, type UserOverview } from './list-user-overviews.ts';
