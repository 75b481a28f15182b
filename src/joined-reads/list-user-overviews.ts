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
  let ofUser: { readonly userId: string; readonly connections: BriefConnection[] } | undefined;
  for (let place = 0; place < rows.users.length; place += 1) {
    const user = rows.users[place] as BriefUser;
    const connection = rows.other[place];
    const userId = user.id;
    // A user with several connections has a row for each.
    if (ofUser?.userId === userId) {
      if (connection) ofUser.connections.push(connection);
      continue;
    }
    const connections = connection ? [connection] : [];
    overviews.push({ user, latestSample: rows.one[place] ?? null, connections });
    ofUser = { userId, connections };
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
