import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  createSourceFile,
  forEachChild,
  isCallExpression,
  isIdentifier,
  isPropertyAccessExpression,
  isStringLiteralLike,
  isTemplateExpression,
  type Node,
  ScriptTarget,
} from 'typescript';
import { describe, expect, it } from 'vitest';

const readmePath = resolve(import.meta.dirname, '../../src/README.md');

interface Invariant {
  readonly id: string;
  /** The test files that its paragraph links to, from the README's folder. */
  readonly tests: readonly string[];
}

function readInvariants(): readonly Invariant[] {
  const [, section = ''] = readFileSync(readmePath, 'utf8').split(/^## Invariants$/m);
  const [paragraphs = ''] = section.split(/^## /m);
  return paragraphs.split(/^(?=- \*\*)/m).flatMap((paragraph) => {
    const id = /^- \*\*([A-Z]\d)\*\*/.exec(paragraph)?.[1];
    const links = [...paragraph.matchAll(/\]\(([^)]+\.test\.ts)\)/g)];
    return id ? [{ id, tests: links.map(([, path = '']) => path) }] : [];
  });
}

/** The names of the tests of a file and of their groups; comments and other texts are none. */
function namesIn(path: string): readonly string[] {
  const names: string[] = [];
  const visit = (node: Node): void => {
    if (isCallExpression(node) && ['describe', 'it'].includes(calleeOf(node))) {
      const [name] = node.arguments;
      if (name && (isStringLiteralLike(name) || isTemplateExpression(name))) {
        names.push(name.getText());
      }
    }
    forEachChild(node, visit);
  };
  visit(createSourceFile(path, readFileSync(path, 'utf8'), ScriptTarget.Latest, true));
  return names;
}

/** `it` of `it(…)` and of `it.each([…])(…)`. */
function calleeOf(node: Node): string {
  if (isCallExpression(node) || isPropertyAccessExpression(node)) return calleeOf(node.expression);
  return isIdentifier(node) ? node.text : '';
}

function complaintsAbout({ id, tests }: Invariant): readonly string[] {
  if (tests.length === 0) return [`${id} names no test`];
  return tests.flatMap((test) => {
    const path = resolve(dirname(readmePath), test);
    if (!existsSync(path)) return [`${id}: there is no ${test}`];
    const isCited = namesIn(path).some((name) => new RegExp(`\\b${id}\\b`).test(name));
    return isCited ? [] : [`${id}: no name of a test in ${test} cites it`];
  });
}

describe('the invariants of the architecture', () => {
  it('are each held by tests that exist and cite them by name', () => {
    const invariants = readInvariants();
    expect(invariants.length).toBeGreaterThan(10);
    expect(invariants.flatMap(complaintsAbout)).toEqual([]);
  });
});
