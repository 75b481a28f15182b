import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { hashSecret } from '#std/keyed-hash';
import { type AuditSource, appendAuditEntry } from '#teams/audit';
import type { ConsoleRole } from './role.ts';

/**
 * A code that opens one session: for whoever has a shell on the server, and no key at hand. Fifty
 * random bits that are typed, good once and for five minutes.
 */
export interface CodeGrant {
  readonly teamId: string;
  readonly role: ConsoleRole;
}

export const loginCodeMinutes = 5;
const codeLength = 10;
/** Without letters that look like others. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const pattern = new RegExp(`^[${letters}]{${codeLength}}$`);

/** The code, in two halves for people; it is told once. */
export async function createLoginCode(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { teamId, role }: CodeGrant,
): Promise<string> {
  const code = Array.from({ length: codeLength }, () => letters[randomInt(letters.length)]).join(
    '',
  );
  const now = dateOf(clock);
  await inTransaction(db, async (db) => {
    await db
      .insertInto('console_codes')
      .values({
        hash: hashSecret(code),
        team_id: teamId,
        role,
        created_at: now,
        expires_at: new Date(now.getTime() + loginCodeMinutes * 60_000),
      })
      .execute();
    await appendAuditEntry(db, clock, source, {
      action: 'console-code.created',
      teamId,
      detail: { role },
    });
  });
  return `${code.slice(0, codeLength / 2)}-${code.slice(codeLength / 2)}`;
}

/** Uses a code up; null when it is unknown, was used, or is too old. */
export async function takeLoginCode(db: Db, typed: string, now: Date): Promise<CodeGrant | null> {
  const code = plainCode(typed);
  if (!pattern.test(code)) return null;
  const { rows } = await sql<CodeGrant & { isGood: boolean }>`
    delete from console_codes where hash = ${hashSecret(code)}
    returning team_id as "teamId", role, expires_at > ${now} as "isGood"`.execute(db);
  const [row] = rows;
  return row?.isGood ? { teamId: row.teamId, role: row.role } : null;
}

/** Ends the codes of a team that nobody has used. */
export async function endLoginCodes(db: Db, teamId: string): Promise<void> {
  await db.deleteFrom('console_codes').where('team_id', '=', teamId).execute();
}

/** As people type it: with gaps, in small letters, with letters that look like ours. */
function plainCode(typed: string): string {
  const plain = typed.toUpperCase().replaceAll(/[\s-]/g, '');
  return plain.replaceAll('O', '0').replaceAll(/[IL]/g, '1').replaceAll('U', 'V');
}
