import { readFileSync } from 'node:fs';
import { buildSchema, isEnumType, isUnionType } from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { steps } from '#src/web/link/flow/steps.ts';
import { texts } from '#src/web/link/texts/en.ts';
import { findAccessFaults } from '../axe.ts';
import { createLinkRig } from './link-rig.ts';
import { failures, type Scene, scenes, see, states, verdicts } from './scenes.ts';

/** Of screens that are alike but for their words, one is looked at here; the others elsewhere. */
const kindOf = ({ screen }: Scene) => screen.replace(/^(token|problem|state)-.*/, '$1');
const dialogs = ['region-missing', 'sign-in-mistakes', 'sign-in-refused', 'stop-question'];
const looked = scenes.filter(
  (scene, place) =>
    scenes.findIndex((each) => kindOf(each) === kindOf(scene)) === place ||
    dialogs.includes(scene.name),
);

const rig = await createLinkRig();
afterAll(rig.close);
const { page, troubles, visit } = await rig.open(await rig.newLink());

async function show(scene: Scene | undefined): Promise<void> {
  if (!scene) throw new Error('there is no such scene');
  await visit(await rig.newLink());
  await scene.show(page, texts);
  await see(page, scene, texts);
}

describe('a screen of the wizard', () => {
  for (const scene of looked) {
    it(`can be used by everybody, and keeps to its policy: ${scene.name}`, async () => {
      await show(scene);
      expect(await findAccessFaults(page)).toEqual([]);
      expect(troubles).toEqual([]);
    });
  }

  it('is there for each step, state, failure and verdict of the schema, and is tested', () => {
    const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
    const namesOf = (name: string): string[] => {
      const type = schema.getType(name);
      if (isEnumType(type)) return type.getValues().map((value) => value.name);
      return isUnionType(type) ? type.getTypes().map((member) => member.name) : [];
    };
    const sorted = (names: Iterable<string>) => [...new Set(names)].sort();
    const tested = {
      steps: sorted(scenes.map(kindOf)),
      states: sorted(states.map(({ state }) => state)),
      verdicts: sorted([...verdicts.map(({ verdict }) => verdict), 'OPEN']),
      failures: sorted(failures.map(({ typeName }) => typeName)),
    };
    const answers = [
      ...['ReconnectResult', 'LinkPasswordProviderResult', 'LinkAttemptAnswer'],
      'LinkOAuthProviderResult',
    ];
    const found = {
      steps: sorted([...steps.map((step) => (step === 'watching' ? 'state' : step)), 'not-opened']),
      states: sorted(namesOf('ConnectionState')),
      verdicts: sorted(namesOf('LinkVerdict')),
      failures: sorted(answers.flatMap(namesOf).filter((name) => !/Success$/.test(name))),
    };
    for (const [what, names] of Object.entries(found)) {
      const shown = tested[what as keyof typeof tested];
      process.stdout.write(`${what}: ${shown.length} tested of ${names.length} found\n`);
    }
    expect(tested).toEqual(found);
  });
});

describe('the test of a screen', () => {
  const faults = {
    'a contrast that is too low': {
      make: () => document.querySelector<HTMLElement>('main p')?.style.setProperty('color', '#999'),
      rule: 'color-contrast',
    },
    'a focus that is lost': {
      make: () => document.querySelector<HTMLElement>('h1')?.blur(),
      rule: 'focus-lost',
    },
    'a field without a label': {
      make: () => document.querySelector('label[for=username]')?.remove(),
      rule: 'label',
    },
  };
  for (const [name, { make, rule }] of Object.entries(faults)) {
    it(`sees ${name}`, async () => {
      await show(scenes.find((scene) => scene.name === 'sign-in'));
      await page.evaluate(make);
      expect((await findAccessFaults(page)).join()).toContain(rule);
    });
  }
});
