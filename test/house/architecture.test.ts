import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAY_IMPORT } from '../../.dependency-cruiser.mjs';

const root = resolve(import.meta.dirname, '../..');
const judgedFolders = ['src', 'schema', 'migrations'];

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

function cruise(): Cruise {
  const tool = resolve(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const options = [
    '--config',
    '.dependency-cruiser.mjs',
    '--output-type',
    'json',
    ...judgedFolders,
  ];
  let output: string;
  try {
    output = execFileSync(process.execPath, [tool, ...options], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  return JSON.parse(output) as Cruise;
}

describe('the architecture', () => {
  const result = cruise();

  it('is judged on every file on disk, and on no fewer', () => {
    const onDisk = globSync(
      judgedFolders.map((folder) => `${folder}/**/*.ts`),
      { cwd: root },
    );
    const judged = result.modules
      .map((module) => module.source)
      .filter((source) => source.endsWith('.ts'));
    const ours = judged.filter((source) =>
      judgedFolders.some((folder) => source.startsWith(`${folder}/`)),
    );
    expect(onDisk.length).toBeGreaterThan(100);
    expect(ours.toSorted()).toEqual(onDisk.toSorted());
  });

  it('has no import that the table does not allow', () => {
    const broken = result.summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
    expect(broken).toEqual([]);
  });

  it('is told to people as it is judged', () => {
    const readme = readFileSync(resolve(root, 'src/README.md'), 'utf8');
    const folders = Object.keys(MAY_IMPORT).filter((name) => /^src\/[a-z-]+$/.test(name));
    for (const folder of folders) expect(readme).toContain(`| \`${folder.slice(4)}/\` |`);
  });
});
