import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { linkThroughApi, startGateway } from '#test/gateway';

const folder = 'deploy/prometheus';

/** What promtool says, with what it ends with. */
async function promtool(args: readonly string[], input = '') {
  const child = spawn('promtool', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    once(child, 'exit'),
  ]);
  return { code, said: out + err };
}

describe('Prometheus', () => {
  it('finds nothing wrong with the metrics of a node that has polled and linked', async () => {
    const gateway = await startGateway();
    onTestFinished(() => gateway.close());
    const account = { username: 'wearer', password: 'a-password' };
    gateway.simulator.addAccount(account);
    await linkThroughApi(gateway, account);
    const metrics = await (await fetch(new URL('/metrics', gateway.url))).text();
    expect(metrics).toContain('gateway_logins_total');
    expect(await promtool(['check', 'metrics'], metrics)).toEqual({ code: 0, said: '' });
  });

  it('takes the alert rules, each of which fires when it should and only then', async () => {
    const { code, said } = await promtool(['test', 'rules', `${folder}/alerts.test.yaml`]);
    expect(said).toContain('SUCCESS');
    expect(code).toBe(0);
    const rules = readFileSync(`${folder}/alerts.yaml`, 'utf8');
    const tests = readFileSync(`${folder}/alerts.test.yaml`, 'utf8');
    const named = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, n]) => n);
    const tried = named(tests, /- alertname: (\w+)/g);
    const silent = named(tests, /- alertname: (\w+)\n.*\n *exp_alerts: \[\]/g);
    for (const alert of named(rules, /- alert: (\w+)/g)) {
      expect(
        silent.filter((name) => name === alert),
        `${alert} is quiet once`,
      ).toHaveLength(1);
      expect(tried.filter((name) => name === alert).length, `${alert} fires`).toBeGreaterThan(1);
    }
  });
});
