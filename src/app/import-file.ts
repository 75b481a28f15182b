import { createReadStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { type Db, inTransaction } from '#db';
import { type FileForm, fileForms, type ImportSummary, importReadings } from '#imports';
import { systemClock } from '#std/clock';
import { isUuid } from '#std/ids';
import { isTimeZone } from '#std/local-time';
import { appendAuditEntry, findOwner, findUser } from '#teams';

export interface ImportOptions {
  readonly clarity?: string | undefined;
  readonly nightscout?: string | undefined;
  readonly junction?: string | undefined;
  readonly user?: string | undefined;
  readonly 'time-zone'?: string | undefined;
}

const source = { kind: 'command-line', id: null, address: null } as const;

/**
 * Brings the past readings of a person in from a file. Each reading that is refused is told at once;
 * returned is what became of all of them. The user is named by id, or with a team by the team's own id.
 */
export async function importFile(
  db: Db,
  teamId: string | null,
  options: ImportOptions,
  tell: (line: string) => void,
): Promise<string> {
  const { form, path } = fileOf(options);
  const timeZone = timeZoneOf(options, form);
  const user = await getUser(db, teamId, options.user);
  await access(path, constants.R_OK).catch((cause) => {
    throw new Error('the file cannot be read', { cause });
  });
  const subject = { kind: 'user', id: user.id };
  // Before the readings are: what is not finished is in the audit too.
  await inTransaction(db, (tx) =>
    appendAuditEntry(tx, systemClock, source, {
      action: 'glucose.imported',
      teamId: user.teamId,
      subject,
      detail: { form },
    }),
  );
  const file = { userId: user.id, form, chunks: createReadStream(path), timeZone };
  return textOf(await importReadings(db, systemClock, file, tell));
}

function fileOf(options: ImportOptions): { readonly form: FileForm; readonly path: string } {
  const given = fileForms.flatMap((form) => {
    const path = options[form];
    return path ? [{ form, path }] : [];
  });
  const [file, second] = given;
  if (!file || second) throw new Error('import takes one of --clarity, --nightscout, --junction.');
  return file;
}

function timeZoneOf({ 'time-zone': zone }: ImportOptions, form: FileForm): string | null {
  if (zone !== undefined && !isTimeZone(zone)) {
    throw new Error('--time-zone takes the name of a time zone, such as Europe/Berlin.');
  }
  if (zone === undefined && form === 'clarity') {
    const why = 'a Clarity export has local times without a zone';
    throw new Error(`${why}: name the wearer's with --time-zone, such as Europe/Berlin.`);
  }
  return zone ?? null;
}

async function getUser(db: Db, ofTeam: string | null, name: string | undefined) {
  if (!name) throw new Error('--user is missing: the user whose readings these are.');
  const id = name.replace(/^User:/, '');
  if (ofTeam === null && !isUuid(id)) {
    throw new Error('--user takes the id of a user; with --team, also your own id of the user.');
  }
  const teamId = ofTeam ?? (await findOwner(db, id))?.teamId;
  const keys = [...(isUuid(id) ? [{ id }] : []), { clientUserId: name }];
  for (const key of teamId ? keys : []) {
    const user = await findUser(db, teamId ?? '', key);
    if (user) return user;
  }
  throw new Error('There is no such user, or the user was deleted.');
}

function textOf(summary: ImportSummary): string {
  const { readingCount, createdCount, roundedCount, refusedCount, otherCount } = summary;
  const rounded = `${roundedCount} of them are marked IMPORT_ROUNDED: the file has them in mmol/L with one decimal.`;
  return [
    `Read ${readingCount} readings: ${createdCount} are new, the others were there.`,
    ...(roundedCount > 0 ? [rounded] : []),
    `Refused: ${refusedCount}, each told with its place. No readings, and passed over: ${otherCount}.`,
  ].join('\n');
}
