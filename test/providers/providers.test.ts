import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  factsOf,
  passwordProvider,
  providerOfNumber,
  providerSlugs,
  sensorFamilyOfNumber,
} from '#providers';

const root = resolve(import.meta.dirname, '../..');

describe('the table of providers', () => {
  it('gives a stored number back to the provider that it was given to', () => {
    for (const slug of providerSlugs) expect(providerOfNumber(factsOf(slug).number)).toBe(slug);
    // Both tell the readings of the same sensors, and it is named by the first.
    const families = providerSlugs.map((slug) => factsOf(slug).sensorFamily);
    expect(families.map(sensorFamilyOfNumber)).toEqual(providerSlugs.map(() => passwordProvider));
  });

  it.each([0, 3, -1, Number.NaN])('takes the number %s for no provider', (number) => {
    expect(() => providerOfNumber(number)).toThrow(`no provider has the number ${number}`);
    expect(() => sensorFamilyOfNumber(number)).toThrow(`no sensor family has the number ${number}`);
  });

  it('holds slug and name of a provider once, and the rest of the tree asks it', () => {
    const places = { dexcom: 'dexcom-share', dexcom_v3: 'dexcom-oauth' };
    const slugs = providerSlugs.flatMap((slug) => {
      const place = `src/providers/${places[slug]}/facts.ts`;
      return [`${place}: '${slug}'`, `${place}: '${factsOf(slug).name}'`];
    });
    const files = globSync('{src,schema}/**/*.{ts,tsx}', {
      cwd: root,
      exclude: ['schema/generated/**'],
    });
    const names = providerSlugs.flatMap((slug) => [
      slug,
      `.*${factsOf(slug).name.replace(/[()]/g, '\\$&')}.*`,
    ]);
    const literal = new RegExp(`(['"\`])(${names.join('|')})\\1`, 'g');
    const found = files.flatMap((file) => {
      const literals = readFileSync(resolve(root, file), 'utf8').match(literal);
      return (literals ?? []).map((text) => `${file}: ${text}`);
    });
    expect(found.toSorted()).toEqual(slugs.toSorted());
  });
});
