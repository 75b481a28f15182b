import type { Db } from '#db';
import {
  type PackedSeries,
  type PackedWholeSamples,
  packedSeriesBeside,
  packedSeriesOf,
  packedSeriesParameters,
  packedWholeBeside,
  packedWholeOf,
} from '#glucose';
import { prepareFindUserWith, type User } from '#teams';

/** The first samples of a range, oldest first. */
export interface SampleRange {
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  readonly limit: number;
}

interface UserWithSamples {
  readonly user: User;
  readonly samples: PackedSeries;
}

/** A living user of the team with its samples; null when there is no such user. */
export async function findUserWithSamples(
  db: Db,
  teamId: string,
  id: string,
  { from, to, limit }: SampleRange,
): Promise<UserWithSamples | null> {
  const parameters = packedSeriesParameters(from, to, limit);
  const found = await findUserWith(db, teamId, id, parameters);
  if (!found) return null;
  const { user, beside } = found;
  return { user, samples: packedSeriesOf(beside, from) };
}

const findUserWith = prepareFindUserWith(packedSeriesBeside('$2', 3));

/** The same with all that is kept of each sample. */
export async function findUserWithWholeSamples(
  db: Db,
  teamId: string,
  id: string,
  { from, to, limit }: SampleRange,
): Promise<{ readonly user: User; readonly samples: PackedWholeSamples } | null> {
  const parameters = packedSeriesParameters(from, to, limit);
  const found = await findUserWithWhole(db, teamId, id, parameters);
  if (!found) return null;
  const { user, beside } = found;
  return { user, samples: packedWholeOf(beside, from) };
}

const findUserWithWhole = prepareFindUserWith(packedWholeBeside('$2', 3));
