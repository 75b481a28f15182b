/**
 * The architecture as a table: one row a folder, with the folders whose doors it may use. A folder
 * without a row fails. The same table, for people, is the code map of `src/README.md`.
 */
export const MAY_IMPORT = {
  'src/std': [],
  'src/db': ['src/std'],
  'src/events': ['src/std', 'src/db'],
  'src/teams': ['src/std', 'src/db', 'src/events'],
  'src/deployment': ['src/std', 'src/db'],
  'src/distribution': ['src/std', 'src/db'],
  'src/providers': ['src/std'],
  'src/permits': ['src/std', 'src/db', 'src/providers'],
  'src/glucose': ['src/std', 'src/db', 'src/providers'],
  'src/diary': ['src/std', 'src/db', 'src/events', 'src/providers', 'src/glucose'],
  'src/devices': ['src/std', 'src/db', 'src/events', 'src/providers'],
  'src/poll-plans': ['src/std', 'src/db', 'src/providers'],
  'src/connections': [
    'src/std',
    'src/db',
    'src/events',
    'src/teams',
    'src/providers',
    'src/permits',
    'src/poll-plans',
  ],
  'src/poller': [
    'src/std',
    'src/db',
    'src/events',
    'src/providers',
    'src/permits',
    'src/poll-plans',
    'src/glucose',
    'src/connections',
  ],
  'src/pulls': [
    'src/std',
    'src/db',
    'src/events',
    'src/providers',
    'src/permits',
    'src/glucose',
    'src/diary',
    'src/devices',
    'src/poll-plans',
    'src/connections',
  ],
  'src/region-status': [
    'src/std',
    'src/db',
    'src/events',
    'src/providers',
    'src/poll-plans',
    'src/connections',
  ],
  'src/live': ['src/std', 'src/db', 'src/events'],
  'src/webhooks': ['src/std', 'src/db', 'src/events', 'src/teams'],
  'src/clarity': [],
  'src/imports': ['src/std', 'src/db', 'src/clarity', 'src/providers', 'src/glucose'],
  'src/exports': ['src/std', 'src/db', 'src/teams', 'src/providers', 'src/glucose', 'src/diary'],
  'src/joined-reads': [
    'src/std',
    'src/db',
    'src/teams',
    'src/glucose',
    'src/connections',
    'src/poller',
  ],
  'src/console': ['src/std', 'src/db', 'src/teams', 'src/server'],
  'src/rest': [
    'src/std',
    'src/db',
    'src/events',
    'src/teams',
    'src/providers',
    'src/glucose',
    'src/devices',
    'src/connections',
    'src/poller',
    'src/pulls',
    'src/joined-reads',
  ],
  'src/query-compiler': [],
  'src/server': ['src/std', 'src/query-compiler'],
  'src/simulator': ['src/std', 'src/clarity'],
  'src/maintenance': ['src/std'],
  'src/web/index.ts': ['src/web/serve'],
  'src/web/build': ['src/web/serve'],
  'src/web/serve': ['src/web/link', 'src/web/console'],
  'src/web/link': ['src/web/shared'],
  'src/web/console': ['src/web/shared', 'client/src'],
  'src/web/shared': [],
  'src/sandbox': [
    'src/std',
    'src/db',
    'src/teams',
    'src/providers',
    'src/glucose',
    'src/connections',
    'src/simulator',
    'src/config',
    'src/app',
  ],
  'src/config': ['src/std'],
  'src/app': ['src', 'schema'],
  'src/main.ts': ['src'],
  'src/cli.ts': ['src'],
  schema: [
    'src/std',
    'src/db',
    'src/events',
    'src/teams',
    'src/glucose',
    'src/diary',
    'src/devices',
    'src/connections',
    'src/poller',
    'src/live',
    'src/webhooks',
    'src/exports',
    'src/joined-reads',
    'src/region-status',
    'src/pulls',
    'src/providers',
  ],
  migrations: [],
  'codegen.ts': ['schema'],
  // The package is for programs of others: nothing of the gateway is in it.
  'client/src/react': ['client/src'],
  'client/src/server': ['client/src'],
  'client/src': [],
  'client/build.ts': [],
  'client/print-operations.ts': [],
  'client/print-events.ts': [],
};

/**
 * The wings of a room in the order of its arrows: a wing may use the doors of those before it, and
 * nothing else of its room.
 */
export const WINGS = {
  'src/app': ['metrics'],
  'src/db': ['embedded'],
  'src/glucose': ['statistics', 'readings'],
  'src/poller': ['policy', 'poll', 'claim', 'ask', 'decide', 'settle'],
  'src/providers': ['provider', 'dexcom-share', 'dexcom-oauth'],
  'src/server': ['limits', 'http', 'static', 'engine', 'web-socket'],
  'src/simulator': ['people', 'share', 'oauth', 'admin'],
  'src/connections': ['states', 'links', 'consents', 'counts'],
  'src/teams': ['audit', 'sessions', 'keys', 'link-page', 'users', 'tokens'],
  'src/webhooks': ['http', 'deliveries', 'endpoints', 'staging', 'sending', 'replays'],
  schema: ['kit', 'users', 'teams', 'connections', 'glucose', 'events', 'webhooks'],
};

const isFile = (name) => name.endsWith('.ts');
const pathOf = (name) => (isFile(name) ? `^${name.replaceAll('.', '\\.')}$` : `^${name}/`);

/** Nothing but what the row names, the folder itself, and packages. */
function ruleOf([from, allowed]) {
  const to = [from, ...allowed, 'node_modules'].map(pathOf);
  return {
    name: `imports of ${from}`,
    severity: 'error',
    from: { path: pathOf(from) },
    to: { pathNot: [...to, '^node:'], dependencyTypesNot: ['core'] },
  };
}

const doors = '^src/[^/]+/index\\.ts$';

/** A wing uses the doors of the wings before it; what stands in the room itself uses doors only. */
function rulesOfWings([room, wings]) {
  const doorOf = (wing) => `^${room}/${wing}/index\\.ts$`;
  const rules = wings.map((wing, index) => ({
    name: `arrows of ${room}/${wing}`,
    severity: 'error',
    from: { path: `^${room}/${wing}/` },
    to: {
      path: `^${room}/`,
      pathNot: [`^${room}/${wing}/`, ...wings.slice(0, index).map(doorOf)],
    },
  }));
  const inRoom = `^${room}/[^/]+\\.ts$`;
  return [
    ...rules,
    {
      name: `only the doors of the wings of ${room}`,
      severity: 'error',
      from: { path: inRoom },
      to: { path: `^${room}/`, pathNot: [inRoom, ...wings.map(doorOf)] },
    },
  ];
}

/** Rooms of the pages have rows of their own. */
const isDeep = (name) => name.split('/').length > 2;

const wingPaths = Object.entries(WINGS).flatMap(([room, wings]) =>
  wings.map((wing) => `^${room}/${wing}/`),
);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(ruleOf),
    ...Object.entries(WINGS).flatMap(rulesOfWings),
    {
      name: 'a wing without an order',
      comment: 'Add the wing to WINGS, and to the head of its room.',
      severity: 'error',
      from: {
        path: '^(src/[^/]+|schema)/[^/]+/',
        pathNot: [
          ...wingPaths,
          ...Object.keys(MAY_IMPORT).filter(isDeep).map(pathOf),
          '/generated/',
        ],
      },
      to: {},
    },
    {
      name: 'a folder without a row',
      comment: 'Add the folder to MAY_IMPORT and to the code map of src/README.md.',
      severity: 'error',
      from: {
        path: '^(src|schema|migrations|client)/',
        pathNot: Object.keys(MAY_IMPORT).map(pathOf),
      },
      to: {},
    },
    {
      name: 'only the door of a folder',
      comment: 'Import #folder, not a file in it; std alone is imported by file.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/[^/]+/', pathNot: ['^src/$1/', '^src/std/', doors] },
    },
    {
      name: 'only the door of a folder, from outside',
      severity: 'error',
      from: { path: '^(schema/|src/[^/]+\\.ts$)' },
      to: {
        path: '^src/[^/]+/',
        pathNot: ['^src/std/', doors, '^src/app/commands\\.ts$'],
      },
    },
    {
      name: 'only app mounts the schema',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/app/' },
      to: { path: '^schema/' },
    },
    {
      name: 'pg lives in db',
      severity: 'error',
      from: { path: '^(src|schema)/', pathNot: '^src/db/' },
      to: { path: 'node_modules/pg/' },
    },
    {
      name: 'no tests in what is shipped',
      severity: 'error',
      from: { path: '^(src|schema|migrations)/' },
      to: { path: '^(test|examples)/' },
    },
    {
      name: 'no cycles',
      comment: 'Circles of types alone count, too: move the type below those who share it.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(src|schema)/',
        pathNot: [
          // What codegen makes imports it.
          '^src/web/(link|console)/api/operation\\.ts$',
          '\\.d\\.ts$',
          '^src/std/require-node\\.cjs$',
        ],
      },
      to: {},
    },
    { name: 'nothing unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Made by codegen for tests and examples; nothing that is shipped uses it.
    exclude: { path: '(^|/)(generated|client/dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
