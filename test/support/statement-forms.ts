import { distributedTables } from '#src/distribution/distributed-tables.ts';

const distributed: ReadonlySet<string> = new Set(distributedTables.map(({ table }) => table));

/**
 * Statements that walk the rows of all people, a node of the cluster after another. Each is over one
 * table alone, is made by a task or a command and by no request, and is known by its beginning.
 */
const walks: Readonly<Record<string, string>> = {
  'select "user_id" from "glucose_samples" where "user_id" > $1 order by':
    'the repair of doubled samples goes from person to person',
  'select min(taken_at) as oldest from diary_entries': 'retention',
  'delete from diary_entries where taken_at <': 'retention',
  'select user_id as "userId", provider, source_id as "sourceId", note_sealed as box from diary_entries':
    'sealing again goes from note to note',
  'select count(*)::int as count, convert_from(substring("note_sealed"':
    'the command "status" counts notes by their key',
};

/** Statements that a cluster refuses, and is asked otherwise: their beginnings, and why they are kept. */
const forOnePostgres =
  /^select count\(\*\)::int as count, .* from \( select (?:\* from \( ?select \* from users|latest\.\* from unnest\(\$1::uuid\[\]\)) /;

/** A part of a statement in parentheses of its own; what stands in its parentheses is cut out. */
interface Scope {
  readonly text: string;
  readonly isLateral: boolean;
  readonly within: readonly Scope[];
}

const tableWords = /\b(from|join|into|update|using)\s+(?:only\s+)?"?([a-z_]+)"?/g;
const listed = /\bfrom\s+[^§]*?,\s*"?([a-z_]+)"?/g;
const byPerson = /"?(?:user_id|connection_id)"?\s*(?:=\s*\$\d|=\s*any\s*\(\s*\$\d|in\s*\(\s*\$\d)/;

/**
 * What of a statement a cluster does not take, or would ask of all its nodes; null when there is
 * nothing. A distributed table is named with a person, by equality or `any` with a parameter, in the
 * same part of the statement; nothing lateral reaches into it; and no part joins it with a table that
 * lies on the coordinator.
 */
export function faultOfStatement(statement: string): string | null {
  const text = statement.replace(/\s+/g, ' ').trim();
  if (Object.keys(walks).some((beginning) => text.startsWith(beginning))) return null;
  // Latest samples, of a page of users or of some: asked for otherwise where it is refused.
  if (forOnePostgres.test(text)) return null;
  if (/^(create|alter|drop|truncate|copy|explain|vacuum|analyze|begin|commit)\b/i.test(text))
    return null;
  return faultOf(scopeOf(text, false));
}

function faultOf(scope: Scope): string | null {
  const fault = faultWithin(scope);
  if (fault) return fault;
  const tables = tablesIn(scope.text);
  const isRead = tables.filter(({ word, table }) => word !== 'into' && distributed.has(table));
  if (isRead.length === 0) return null;
  const local = tables.find(({ word, table }) => isLocalTable(word, table));
  if (local) return `joins ${isRead[0]?.table} with ${local.table}, which lies on the coordinator`;
  if (!byPerson.test(scope.text)) return `names nobody of ${isRead[0]?.table}`;
  if (/\bctid\b/.test(scope.text)) return 'names rows by ctid, which is another row on each node';
  return null;
}

function faultWithin({ within }: Scope): string | null {
  for (const part of within) {
    if (part.isLateral && namesDistributed(part))
      return 'reaches into a distributed table laterally';
    const fault = faultOf(part);
    if (fault) return fault;
  }
  return null;
}

function namesDistributed({ text, within }: Scope): boolean {
  return (
    tablesIn(text).some(({ table }) => distributed.has(table)) || within.some(namesDistributed)
  );
}

/** What an insert writes to may lie elsewhere than what it reads. */
function isLocalTable(word: string, table: string): boolean {
  return word !== 'into' && localTables.has(table);
}

function tablesIn(text: string): readonly { readonly word: string; readonly table: string }[] {
  const first = [...text.matchAll(tableWords)].map(([, word = '', table = '']) => ({
    word,
    table,
  }));
  const further = [...text.matchAll(listed)].map(([, table = '']) => ({ word: 'from', table }));
  return [...first, ...further];
}

/** Those that a statement about people could be joined with. */
const localTables: ReadonlySet<string> = new Set([
  ...['users', 'teams', 'connections', 'poll_plans', 'dexcom_accounts', 'sample_holes', 'events'],
  ...['readings_aside', 'pulls', 'link_tokens', 'link_attempts', 'consents', 'glucose_goals'],
  ...['webhook_endpoints', 'webhook_deliveries', 'webhook_attempts', 'audit_entries', 'api_keys'],
]);

/** Cuts a statement at the parentheses that hold statements of their own. */
function scopeOf(text: string, isLateral: boolean): Scope {
  const within: Scope[] = [];
  let rest = '';
  for (let at = 0; at < text.length; at += 1) {
    const end = text[at] === '(' ? endOf(text, at) : at;
    const inner = text.slice(at + 1, end);
    if (text[at] === '(' && /^\s*\(*\s*(select|insert|update|delete|with)\b/.test(inner)) {
      within.push(scopeOf(inner, /\blateral\s*$/.test(rest)));
      rest += '(§)';
      at = end;
    } else if (text[at] === "'") {
      const close = text.indexOf("'", at + 1);
      at = close < 0 ? text.length : close;
    } else rest += text[at];
  }
  return { text: rest, isLateral, within };
}

function endOf(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}
