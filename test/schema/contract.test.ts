import { readFile } from 'node:fs/promises';
import {
  buildSchema,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '#schema';
import { referenceText } from '../../schema/reference.ts';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

/** All that can be described: types, fields, arguments, enum values. */
function describables(): [string, string | null | undefined][] {
  const found: [string, string | null | undefined][] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || isSpecifiedScalarType(type)) continue;
    found.push([type.name, type.description]);
    if (isEnumType(type)) {
      for (const { name, description } of type.getValues()) {
        found.push([`${type.name}.${name}`, description]);
      }
    }
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      found.push([`${type.name}.${field.name}`, field.description]);
      const args = 'args' in field ? field.args : [];
      for (const { name, description } of args) {
        found.push([`${type.name}.${field.name}(${name}:)`, description]);
      }
    }
  }
  return found;
}

describe('the contract', () => {
  it('is printed as it is; `npm run codegen` prints it', async () => {
    const printed = await read('schema/schema.graphql');
    expect(printed.trim()).toBe(printSchema(schema).trim());
  });

  it('has a reference that is generated from it, by `npm run codegen`', async () => {
    const reference = await read('schema/REFERENCE.md');
    expect(reference).toBe(referenceText(buildSchema(await read('schema/schema.graphql'))));
    // Plain Markdown, each of whose links leads somewhere.
    expect(reference).not.toMatch(/<\/?\w/);
    const parts = [...reference.matchAll(/^### (.*)$/gm)].map(([, title = '']) =>
      title.toLowerCase().replace('.', ''),
    );
    expect(new Set(parts).size).toBe(parts.length);
    const links = [...reference.matchAll(/\]\(#(\w+)\)/g)].map(([, part]) => part ?? '');
    expect(links.length).toBeGreaterThan(1_000);
    expect(links.filter((part) => !parts.includes(part))).toEqual([]);
    expect(parts).toContain('queryuser');
  });

  it('describes everything in it', () => {
    const undescribed = describables().filter(([, description]) => !description?.trim());
    expect(undescribed.map(([name]) => name)).toEqual([]);
    expect(describables().length).toBeGreaterThan(100);
  });

  /** At a release, `schema.graphql` is copied to `released.graphql`. */
  it('breaks nothing of the last release that the changelog does not name', async () => {
    const released = buildSchema(await read('schema/released.graphql'));
    const changelog = await read('CHANGELOG.md');
    const sections = changelog.split(/^## /m).slice(1);
    const unreleased = sections.filter((section) => /^unreleased$/im.test(section)).join();
    const isNamed = (name: string) => new RegExp(`\\b${name}\\b`).test(unreleased);
    // Also what a client that knows all values of an enum, or all members of a union, has to learn.
    const { VALUE_ADDED_TO_ENUM, TYPE_ADDED_TO_UNION } = DangerousChangeType;
    const added = findDangerousChanges(released, schema).filter(
      ({ type }) => type === VALUE_ADDED_TO_ENUM || type === TYPE_ADDED_TO_UNION,
    );
    const silent = [...findBreakingChanges(released, schema), ...added]
      .map(({ description }) => description)
      .filter((description) => {
        const [name = description] = /\b[A-Z]\w+(\.\w+)?\b/.exec(description) ?? [];
        return !isNamed(name);
      });
    expect(silent).toEqual([]);
    expect(added.length).toBeGreaterThan(0);
  });

  it('says by the directive what is deprecated, and not in words alone', () => {
    const worded = describables().filter(([, text]) => /\bdeprecated\b/i.test(text ?? ''));
    const marked = printSchema(schema).match(/@deprecated\(reason: /g) ?? [];
    expect(worded.map(([name]) => name)).toEqual([]);
    expect(marked).toHaveLength(printSchema(schema).match(/@deprecated/g)?.length ?? 0);
  });

  it('answers every mutation with a union of one success and the failures to expect', () => {
    for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      const result = getNamedType(field.type);
      const verb = `${field.name.charAt(0).toUpperCase()}${field.name.slice(1)}`;
      expect(`${field.type}`).toBe(`${verb}Result!`);
      if (!isUnionType(result)) throw new Error(`${result.name} is no union`);
      const isFailure = (name: string) => {
        const type = schema.getType(name);
        return isObjectType(type) && type.getInterfaces().some((each) => each.name === 'Error');
      };
      const names = result.getTypes().map(({ name }) => name);
      expect(names).toContain('InvalidArgument');
      const successes = names.filter((name) => !isFailure(name));
      expect(successes).toHaveLength(1);
      expect(successes[0]).toMatch(/Success$/);
    }
  });
});
