import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error: the rules are plain JavaScript, as the tool wants them.
import { MAY_IMPORT } from '../../.dependency-cruiser.mjs';

const root = resolve(import.meta.dirname, '../..');
const judgedFolders = ['src', 'schema', 'migrations', 'client'];

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
  const tool = resolve(root, 'node_modules/.bin/depcruise');
  // Through a file: what it writes to a pipe is cut off when it exits.
  const folder = mkdtempSync(join(tmpdir(), 'cruise-'));
  const file = join(folder, 'cruise.json');
  const rules = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json'];
  try {
    spawnSync(process.execPath, [tool, ...rules, '--output-to', file, ...judgedFolders], {
      cwd: root,
    });
    return JSON.parse(readFileSync(file, 'utf8')) as Cruise;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the architecture', () => {
  const result = cruise();

  it('is judged on every file on disk, and on no fewer', () => {
    const everything = globSync(
      judgedFolders.map((folder) => `${folder}/**/*.{ts,tsx}`),
      { cwd: root },
    );
    const onDisk = everything.filter((path) => !/(^|\/)(generated|client\/dist)\//.test(path));
    const judged = result.modules
      .map((module) => module.source)
      .filter((source) => /\.tsx?$/.test(source));
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
