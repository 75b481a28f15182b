import { sql } from 'kysely';
import { type Db, executePrepared } from '#db';
import {
  newCadencesOf,
  type SensorCadence,
  shownCadencesOf,
  unknownCadenceSeconds,
} from './readings/index.ts';

/** When an answer's readings of a user were taken, each once, in any order. */
interface ReadingsOfUser {
  readonly userId: string;
  readonly readingsAtMs: readonly number[];
  /** The newest instant known before; null for none. */
  readonly newestTakenAt: Date | null;
}

/** An answer that reaches so far back is looked at even where it shows what is usual. */
const longLookMs = 2 * 3_600_000;

/**
 * Notes the cadences that readings show where they are not the ones that are known. Almost every
 * answer shows the five minutes that are taken for granted, and costs no statement; that a quicker
 * sensor was changed for a usual one is seen in the first answer that reaches hours back.
 */
export async function noteSensorCadences(
  db: Db,
  answers: readonly ReadingsOfUser[],
): Promise<void> {
  const shown = answers.flatMap((answer) => {
    const cadences = shownCadencesOf(answer.readingsAtMs);
    const isUsual = cadences.every(({ seconds }) => seconds >= unknownCadenceSeconds);
    return isUsual && !isLongLook(answer) ? [] : [{ userId: answer.userId, cadences }];
  });
  if (shown.length === 0) return;
  const known = await findKnownCadences(
    db,
    shown.map(({ userId }) => userId),
  );
  const news = shown.flatMap(({ userId, cadences }) =>
    newCadencesOf(known.get(userId) ?? [], cadences).map((each) => ({ userId, ...each })),
  );
  if (news.length === 0) return;
  const rows = news.map(({ userId, fromMs, seconds }) => ({
    user_id: userId,
    from_at: new Date(fromMs),
    seconds,
  }));
  await db
    .insertInto('sensor_cadences')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'from_at'])
        .doUpdateSet(({ ref }) => ({ seconds: ref('excluded.seconds') })),
    )
    .execute();
}

function isLongLook({ newestTakenAt, readingsAtMs }: ReadingsOfUser): boolean {
  if (newestTakenAt === null) return true;
  const newestMs = readingsAtMs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return readingsAtMs.some((atMs) => newestMs - atMs >= longLookMs);
}

/** What is known of the sensors of users, each ascending by time. */
export async function findKnownCadences(
  db: Db,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, SensorCadence[]>> {
  const { rows } = await executePrepared(
    db,
    sql<{ user_id: string; from_at: Date; seconds: number }>`
    select user_id, from_at, seconds from sensor_cadences
    where user_id = any(${userIds}::uuid[]) order by from_at`,
  );
  const known = new Map<string, SensorCadence[]>();
  for (const { user_id, from_at, seconds } of rows) {
    const cadences = known.get(user_id) ?? [];
    cadences.push({ fromMs: from_at.getTime(), seconds });
    known.set(user_id, cadences);
  }
  return known;
}
