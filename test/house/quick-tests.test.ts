import { describe, expect, inject, it } from 'vitest';
import { sortTests } from '#test/quick-tests';

describe('the quick tests', () => {
  it('are those that ask for no database and no process, on any way', () => {
    const { quick, whole } = sortTests();
    expect(quick).toContain('test/events/cursor.test.ts');
    expect(whole).toContain('test/events/append-events.test.ts'); // by way of test/support
    expect(whole).toContain('test/house/architecture.test.ts'); // starts a process
    expect(whole).toContain('test/sandbox/sandbox.test.ts'); // by way of shipped code
    expect(quick.length).toBeGreaterThan(50);
  });

  it('run with no database at hand, and can start no process', () => {
    expect(inject('testServer')).toBeUndefined();
    const { exec } = process.getBuiltinModule('child_process');
    expect(() => exec('true')).toThrow(/a quick test starts \/bin\/sh/);
  });
});
