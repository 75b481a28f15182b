import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { factsOf, passwordProvider, providerOfNumber, sensorFamilyOfNumber } from '#providers';

const root = resolve(import.meta.dirname, '../..');

describe('the table of providers', () => {
  it('gives a stored number back to the provider that it was given to', () => {
    const { number, sensorFamily } = factsOf(passwordProvider);
    expect(providerOfNumber(number)).toBe(passwordProvider);
    expect(sensorFamilyOfNumber(sensorFamily)).toBe(passwordProvider);
  });

  it.each([0, 2, -1, Number.NaN])('takes the number %s for no provider', (number) => {
    expect(() => providerOfNumber(number)).toThrow(`no provider has the number ${number}`);
    expect(() => sensorFamilyOfNumber(number)).toThrow(`no sensor family has the number ${number}`);
  });

  it('holds slug and name of a provider once, and the rest of the tree asks it', () => {
    const { slug, name } = factsOf(passwordProvider);
    const files = globSync('{src,schema}/**/*.{ts,tsx}', {
      cwd: root,
      exclude: ['schema/generated/**'],
    });
    const found = files.flatMap((file) => {
      const text = readFileSync(resolve(root, file), 'utf8');
      const literals = text.match(
        new RegExp(`(['"\`])(${slug}|.*${name.replace(/[()]/g, '\\$&')}.*)\\1`, 'g'),
      );
      return (literals ?? []).map((literal) => `${file}: ${literal}`);
    });
    expect(found).toEqual([
      `src/providers/dexcom-share/facts.ts: '${slug}'`,
      `src/providers/dexcom-share/facts.ts: '${name}'`,
    ]);
  });
});
