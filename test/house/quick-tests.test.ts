import { describe, expect, it } from 'vitest';
import { sortTests } from '#test/quick-tests';
import config from '../../vitest.config.ts';

describe('the quick tests', () => {
  it('are those that ask for no database and no process, on any way', () => {
    const { quick, whole } = sortTests();
    expect(quick).toContain('test/events/cursor.test.ts');
    expect(quick).toContain('test/house/quick-tests.test.ts');
    expect(whole).toContain('test/events/append-events.test.ts'); // by way of test/support
    expect(whole).toContain('test/house/architecture.test.ts'); // starts a process
    expect(whole).toContain('test/sandbox/sandbox.test.ts'); // by way of shipped code
    expect(quick.length).toBeGreaterThan(50);
  });

  it('have no database started for them, and can start no process', () => {
    const projects = (config.test?.projects ?? []) as { readonly test: object }[];
    const [quick] = projects.filter(({ test }) => 'name' in test && test.name === 'quick');
    expect(quick).toBeDefined();
    expect(quick?.test).not.toHaveProperty('globalSetup');
    expect(config.test).not.toHaveProperty('globalSetup');
    const { exec } = process.getBuiltinModule('child_process');
    expect(() => exec('true')).toThrow(/a quick test starts \/bin\/sh/);
  });
});
