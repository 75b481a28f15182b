import { type BriefConnection, briefConnections, briefOfUser } from '#connections';
import { type Db, isNotSupported } from '#db';
import { type BriefSample, briefSamplesOfListed, latestBriefOf, recentSince } from '#glucose';
import { type BriefUser, prepareListUsersWith } from '#teams';

/** A user, the newest sample and the connections, each with no more than an overview shows. */
export interface UserOverview {
  readonly user: BriefUser;
  /** Null where there is none of the last eight days. */
  readonly latestSample: BriefSample | null;
  /** Those that are not disconnected, by id. */
  readonly connections: readonly BriefConnection[];
}

export interface OverviewListing {
  readonly teamId: string;
  readonly limit: number;
  readonly now: Date;
}

/** What an engine refused once it always refuses: this process asks it no second time. */
let isRefused = false;

/**
 * A team's first living users, oldest first. Null on a cluster, where samples lie on other nodes than
 * users and no statement joins the two: there each is read by a statement of its own. On one Postgres
 * these would cost a page of users half as much again.
 */
export async function listUserOverviews(
  db: Db,
  listing: OverviewListing,
): Promise<UserOverview[] | null> {
  if (isRefused) return null;
  try {
    return await readOverviews(db, listing);
  } catch (error) {
    if (!isNotSupported(error)) throw error;
    isRefused = true;
    return null;
  }
}

async function readOverviews(
  db: Db,
  { teamId, limit, now }: OverviewListing,
): Promise<UserOverview[]> {
  const rows = await listUsersWith(db, [teamId, limit, recentSince(now)]);
  const overviews: UserOverview[] = [];
  let connections: BriefConnection[] = [];
  for (const [place, user] of rows.users.entries()) {
    // A user with several connections has a row for each.
    if (overviews.at(-1)?.user.id !== user.id) {
      connections = [];
      overviews.push({ user, latestSample: rows.one[place] ?? null, connections });
    }
    const connection = rows.other[place];
    if (connection) connections.push(connection);
  }
  return overviews;
}

const listUsersWith = prepareListUsersWith(
  {
    query: latestBriefOf('listed.id', '$3'),
    packed: briefSamplesOfListed,
    orderBy: 'taken_at',
    isRow: ({ valueMgDl }) => !Number.isNaN(valueMgDl),
  },
  {
    query: briefOfUser('$1', 'listed.id'),
    packed: briefConnections,
    orderBy: 'connection_id',
    isRow: ({ state }) => state !== null,
  },
);
