import type { Db } from '#db';
import type { Sealer } from '#std/sealed-box';
import { hasUser } from '#teams';
import { type ExportedPerson, exportRows, type FoundPerson } from './export-rows.ts';
import {
  type ExportSection,
  exportSections,
  personSection,
  selectConnectionIds,
} from './sections.ts';

/** The text at the head of each file, for people who read it without this code. */
const about =
  'All that this gateway holds of one person. Times are UTC. A glucose value is in mg/dL; ' +
  '39 stands for LOW and 401 for HIGH. The account name and password at Dexcom are kept sealed ' +
  'and left out, as are secrets of the team. A file whose last entry is not "isComplete": true ' +
  'was cut off.';

/**
 * The file of an export: one JSON document with one row on each line. It is generated page by page,
 * so memory holds one page at most, however long the history is. `db` must end its statements when
 * the client leaves.
 */
export async function* exportUser(
  db: Db,
  sealer: Sealer,
  person: ExportedPerson,
  now: Date,
): AsyncGenerator<string> {
  const head = { format: 'glucose-gateway/user-export', version: 1, exportedAt: now, about };
  yield JSON.stringify(head).slice(0, -1);
  const connections = await selectConnectionIds(db, [person.userId]);
  const found = { ...person, connectionIds: connections.map(({ id }) => id) };
  for await (const [user] of exportRows(db, sealer, found, personSection)) {
    yield `,\n"${personSection.name}":${user}`;
  }
  for (const section of exportSections) yield* listOf(db, sealer, found, section);
  if (!(await hasUser(db, person.teamId, person.userId)))
    throw new Error('the person was erased meanwhile');
  yield ',\n"isComplete":true}\n';
}

async function* listOf(
  db: Db,
  sealer: Sealer,
  person: FoundPerson,
  section: ExportSection,
): AsyncGenerator<string> {
  yield `,\n"${section.name}":[`;
  let separator = '\n';
  for await (const rows of exportRows(db, sealer, person, section)) {
    yield separator + rows.join(',\n');
    separator = ',\n';
  }
  yield ']';
}
