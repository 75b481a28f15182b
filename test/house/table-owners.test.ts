import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Each table and the one room that writes it, and whose SQL may name it. */
const ownerOf: Readonly<Record<string, string>> = {
  teams: 'teams',
  api_keys: 'teams',
  users: 'teams',
  audit_entries: 'teams',
  glucose_reads: 'teams',
  glucose_goals: 'teams',
  console_sessions: 'teams',
  console_codes: 'teams',
  events: 'events',
  event_positions: 'events',
  log_head: 'events',
  log_days: 'events',
  deployment: 'deployment',
  nodes: 'deployment',
  login_budgets: 'permits',
  rate_windows: 'permits',
  glucose_samples: 'glucose',
  sensor_cadences: 'glucose',
  region_status: 'region-status',
  pulls: 'pulls',
  devices: 'devices',
  diary_entries: 'diary',
  removed_samples: 'glucose',
  sample_repair: 'glucose',
  sample_holes: 'glucose',
  poll_plans: 'poll-plans',
  dexcom_accounts: 'poll-plans',
  link_pages: 'teams',
  link_tokens: 'connections',
  link_attempts: 'connections',
  consents: 'connections',
  connections: 'connections',
  polls: 'poller',
  readings_aside: 'poller',
  webhook_endpoints: 'webhooks',
  webhook_checkpoint: 'webhooks',
  webhook_deliveries: 'webhooks',
  webhook_attempts: 'webhooks',
  webhook_replays: 'webhooks',
};

/** Files that name tables of other rooms, each with its reason. */
const exceptions: Readonly<Record<string, string>> = {
  'src/exports/sections.ts': 'an export reads all that is held of a person, as a list of tables',
  'src/db/tables.ts': 'the types of all tables, as Kysely sees them',
};

/** Kysely's calls whose first argument is a table, or a list of them. */
const tableCalls =
  /^(selectFrom|insertInto|updateTable|deleteFrom|mergeInto|using|(inner|left|right|full|cross)Join(Lateral)?)$/;
/** The words of SQL behind which a table stands. */
const tableWords = /\b(?:from|join|into|update|table|using)\s+(?:only\s+)?"?([a-z_]+)/gi;
/** Names in quotes within SQL: of `'polls'::regclass`, or an argument of a function of ours. */
const quotedNames = /'([a-z_]+)'/g;

interface Naming {
  readonly file: string;
  readonly table: string;
}

function tablesIn(path: string): string[] {
  const tables: string[] = [];
  const note = (name: string | undefined) => {
    if (name !== undefined && Object.hasOwn(ownerOf, name)) tables.push(name);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const [first] = node.arguments;
      if (first && tableCalls.test(node.expression.name.text)) noteNames(first, note);
    }
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const text = node.getText();
      for (const [, name] of text.matchAll(tableWords)) note(name?.toLowerCase());
      if (isSql(node)) for (const [, name] of text.matchAll(quotedNames)) note(name);
    }
    ts.forEachChild(node, visit);
  };
  const text = readFileSync(resolve(root, path), 'utf8');
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return tables;
}

/** `'users'`, `'users as u'` and `['users', 'teams']`. */
function noteNames(node: ts.Node, note: (name: string | undefined) => void): void {
  if (ts.isStringLiteralLike(node)) note(node.text.split(' ')[0]);
  if (ts.isArrayLiteralExpression(node)) for (const each of node.elements) noteNames(each, note);
}

function isSql(node: ts.Node): boolean {
  return ts.isTaggedTemplateExpression(node.parent) && node.parent.tag.getText().startsWith('sql');
}

const files = globSync('{src,schema}/**/*.ts', { cwd: root, exclude: ['schema/generated/**'] });
const namings: readonly Naming[] = files
  .filter((file) => !file.startsWith('src/simulator/'))
  .flatMap((file) => [...new Set(tablesIn(file))].map((table) => ({ file, table })));

describe('a table', () => {
  it('has one room that owns it, and every table has', () => {
    const { tables } = readTables();
    expect(tables.filter((table) => !Object.hasOwn(ownerOf, table))).toEqual([]);
    expect(tables.length).toBeGreaterThan(20);
  });

  it("is named in its owner's SQL and in no other, but for files with a reason", () => {
    const strange = namings.filter(
      ({ file, table }) =>
        !file.startsWith(`src/${ownerOf[table]}/`) && !Object.hasOwn(exceptions, file),
    );
    expect(strange.map(({ file, table }) => `${file} names ${table}`)).toEqual([]);
  });

  it('is found in its own room, so that the search is known to find', () => {
    const found = new Set(namings.map(({ table }) => table));
    expect(Object.keys(ownerOf).filter((table) => !found.has(table))).toEqual([]);
  });

  it('is told to people with its owner', () => {
    const readme = readFileSync(resolve(root, 'src/README.md'), 'utf8');
    for (const [table, owner] of Object.entries(ownerOf)) {
      if (table === 'event_positions') continue;
      expect(readme).toMatch(new RegExp(`^\\| \`${owner}/\` \\|.*\`${table}\``, 'm'));
    }
  });
});

/** The tables that Kysely knows. */
function readTables(): { readonly tables: readonly string[] } {
  const text = readFileSync(resolve(root, 'src/db/tables.ts'), 'utf8');
  const [, body = ''] = /interface Database \{([^}]*)\}/.exec(text) ?? [];
  return { tables: [...body.matchAll(/^ {2}([a-z_]+):/gm)].map(([, name = '']) => name) };
}
