import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const exec = promisify(execFile);
const unit = 'deploy/systemd/glucose-gateway.service';

describe('the unit of systemd', () => {
  it('is one that systemd takes, without a word', async () => {
    const { stdout, stderr } = await exec('systemd-analyze', ['verify', unit]);
    expect(stdout + stderr).toBe('');
  });

  it('lets the process do little more than it needs', async () => {
    const args = ['security', '--offline=yes', '--threshold=20', unit];
    const { stdout } = await exec('systemd-analyze', args);
    expect(stdout).toContain('Overall exposure level');
  });
});
