import { sql } from 'kysely';
import type { Db } from '#db';
import { SealedBoxError, type Sealer } from '#std/sealed-box';
import { notePlace } from './sealed-note.ts';

const batchRows = 500;

interface SealedNote {
  readonly userId: string;
  readonly provider: number;
  readonly sourceId: string;
  readonly box: Buffer;
}

/**
 * Seals again the notes that are not sealed as the sealer seals now, while the gateway runs: one that
 * changed meanwhile is left as it is. Rejects at the end when some could be opened by no key.
 */
export async function resealNotes(db: Db, sealer: Sealer): Promise<void> {
  let after: Omit<SealedNote, 'box'> | null = null;
  let unopenedCount = 0;
  for (;;) {
    const notes = await findSealedNotes(db, after);
    for (const note of notes) {
      if (!sealer.isCurrent(note.box) && !(await resealNote(db, sealer, note))) unopenedCount += 1;
    }
    after = notes.at(-1) ?? null;
    if (after === null) break;
  }
  if (unopenedCount === 0) return;
  const claim = `${unopenedCount} notes are sealed with keys that were not given`;
  throw new SealedBoxError('unknown-key', claim);
}

async function findSealedNotes(
  db: Db,
  after: Omit<SealedNote, 'box'> | null,
): Promise<readonly SealedNote[]> {
  const behind = after
    ? sql`and (user_id, provider, source_id) >
        (${after.userId}::uuid, ${after.provider}::smallint, ${after.sourceId})`
    : sql``;
  const { rows } = await sql<SealedNote>`
    select user_id as "userId", provider, source_id as "sourceId", note_sealed as box
    from diary_entries where note_sealed is not null ${behind}
    order by user_id, provider, source_id limit ${batchRows}`.execute(db);
  return rows;
}

/** False where no key opens it. */
async function resealNote(db: Db, sealer: Sealer, note: SealedNote): Promise<boolean> {
  const place = notePlace(note);
  let text: string;
  try {
    text = sealer.open(note.box, place);
  } catch (error) {
    if (error instanceof SealedBoxError) return false;
    throw error;
  }
  await sql`
    update diary_entries set note_sealed = ${sealer.seal(text, place)}
    where user_id = ${note.userId} and provider = ${note.provider}
      and source_id = ${note.sourceId} and note_sealed = ${note.box}`.execute(db);
  return true;
}
