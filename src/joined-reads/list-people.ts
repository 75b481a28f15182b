import { type PresentState, sqlStandingOfUsers } from '#connections';
import type { Db } from '#db';
import { sqlFreshForMs } from '#poller';
import {
  countUsersByStanding,
  listUsersByStanding,
  type PlacedUser,
  type UserOrder,
  type UserPlace,
} from '#teams';

/** Whom a page of people is asked for. */
export interface PeopleChoice {
  readonly teamId: string;
  /** A part of the client user id, in any case. */
  readonly search?: string | null | undefined;
  /** Only those with a connection in one of these states now; null for all, also unconnected ones. */
  readonly states: readonly PresentState[] | null;
  /** Only those who are linked and have no reading as recent as is due, whatever the state. */
  readonly lacksReadings: boolean;
  readonly now: Date;
}

export interface PeopleListing extends PeopleChoice {
  readonly order: UserOrder;
  readonly after: UserPlace | null;
  readonly limit: number;
}

/** A team's living users by state, sorted by their last reading: one statement. */
export function listPeople(db: Db, listing: PeopleListing): Promise<PlacedUser[]> {
  const { order, after, limit } = listing;
  return listUsersByStanding(db, { ...selectionOf(listing), order, after, limit });
}

export function countPeople(db: Db, choice: PeopleChoice): Promise<number> {
  return countUsersByStanding(db, selectionOf(choice));
}

function selectionOf({ teamId, search, states, lacksReadings, now }: PeopleChoice) {
  const inStates = { states: states ?? [], now, freshForMs: sqlFreshForMs };
  const standing = sqlStandingOfUsers(teamId, inStates);
  return { teamId, search, isInStates: states !== null, lacksReadings, standing };
}
