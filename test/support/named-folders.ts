/**
 * Folders whose tests need more than node and npm. Who names a folder has what it needs: `npm test`
 * leaves out those that are not named, and none of their tests is skipped.
 */
export interface NamedFolder {
  readonly path: string;
  /** Of a bad day, what is tried there. */
  readonly faults: string;
  readonly programs: readonly Program[];
  /** The programs of the server's own version, so it has to be the system's. */
  readonly needsSystemPostgres?: true;
  readonly mounts?: true;
}

/** Programs, and what Debian calls the packages that they come in. */
const packageOf = {
  nginx: 'nginx-light',
  pgbouncer: 'pgbouncer',
  promtool: 'prometheus',
  'systemd-analyze': 'systemd',
};

type Program = keyof typeof packageOf;

export const namedFolders: readonly NamedFolder[] = [
  {
    path: 'test/client-programs',
    faults: 'failover, dump and restore',
    programs: ['nginx', 'pgbouncer', 'promtool', 'systemd-analyze'],
    needsSystemPostgres: true,
  },
  {
    path: 'test/faults/programs',
    faults: 'rolling restarts, PgBouncer',
    programs: ['nginx', 'pgbouncer'],
  },
  { path: 'test/faults/mounts', faults: 'a full disk', programs: [], mounts: true },
];

export interface Machine {
  has(program: string): boolean;
  readonly isSystemPostgres: boolean;
  readonly mayMount: boolean;
}

/** Null where a folder can be run, else what to do first. */
export function whatLacks(folder: NamedFolder, machine: Machine): string | null {
  const packages = folder.programs
    .filter((each) => !machine.has(each))
    .map((each) => packageOf[each]);
  const isOtherPostgres = folder.needsSystemPostgres && !machine.isSystemPostgres;
  const steps = [
    ...(packages.length > 0 ? [`install ${packages.join(', ')}`] : []),
    ...(isOtherPostgres
      ? ['install postgresql-15 and run "bash .ci/on-postgres-15 npm run faults"']
      : []),
    ...(folder.mounts && !machine.mayMount ? ['run as root, where disks may be mounted'] : []),
  ];
  return steps.length > 0 ? steps.join('; ') : null;
}
