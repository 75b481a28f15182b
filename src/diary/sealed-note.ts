import type { BoxPlace, Sealer } from '#std/sealed-box';

/** Where the sealed text of a note stands: no box of another entry opens there. */
export function notePlace({
  userId,
  provider,
  sourceId,
}: {
  readonly userId: string;
  /** Its number. */
  readonly provider: number;
  readonly sourceId: string;
}): BoxPlace {
  const row = `${userId}/${provider}/${sourceId}`;
  return { table: 'diary_entries', column: 'note_sealed', row, formOneContext: null };
}

/** The text of a note as a row holds it; null for an entry that is none. */
export function sealedNoteText(
  sealer: Sealer,
  place: Parameters<typeof notePlace>[0],
  box: Buffer | null,
): string | null {
  return box && sealer.open(box, notePlace(place));
}
