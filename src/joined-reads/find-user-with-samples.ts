import type { Db } from '#db';
import {
  baseSecondsOf,
  type PackedSamples,
  packedSamplesBeside,
  packedSamplesParameters,
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
  readonly samples: PackedSamples;
}

/** A living user of the team with its samples; null when there is no such user. */
export async function findUserWithSamples(
  db: Db,
  teamId: string,
  id: string,
  { from, to, limit }: SampleRange,
): Promise<UserWithSamples | null> {
  const parameters = packedSamplesParameters(from, to, limit);
  const found = await findUserWith(db, teamId, id, parameters);
  if (!found) return null;
  const { user, beside: text } = found;
  return { user, samples: { text, baseSeconds: baseSecondsOf(from) } };
}

const findUserWith = prepareFindUserWith(packedSamplesBeside('$2', 3));
