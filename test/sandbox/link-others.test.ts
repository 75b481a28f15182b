import { afterAll, describe, expect, it } from 'vitest';
import { createOthers } from '#src/sandbox/link-others.ts';
import { createLog } from '#std/log';
import { eventually } from '#test/eventually';
import { startGateway } from '#test/gateway';
import { createTcpProxy } from '#test/tcp-proxy';

const gateway = await startGateway();
const proxy = await createTcpProxy(gateway.url);
afterAll(async () => {
  await proxy.close();
  await gateway.close();
});

describe('the other people of the sandbox', () => {
  it('are linked once the gateway answers, if it did not at first', async () => {
    const account = { username: 'greta', password: 'greta-password', region: 'US' } as const;
    gateway.simulator.addAccount(account);
    const events: string[] = [];
    const log = createLog('info', { write: (line) => void events.push(JSON.parse(line).event) });
    const others = createOthers({
      graphqlUrl: proxy.url,
      apiKey: gateway.apiKey,
      people: [
        { ...account, username: 'anna', shows: 'linked before' },
        { ...account, shows: 'to be linked' },
      ],
      inDatabase: (work) => work(gateway.db),
      log,
      betweenTriesMs: 10,
    });
    proxy.refuse();
    await others.start();
    await eventually(() => events.includes('sandbox.not_linked'));
    proxy.open();
    const states = '{ users(first: 5) { edges { node { clientUserId connections { state } } } } }';
    const linked = await eventually(async () => {
      const { users } = await gateway.ask<Linked>(states);
      const [person] = users.edges;
      return person && person.node.connections.length > 0 ? users.edges : null;
    });
    expect(linked.map(({ node }) => node.clientUserId)).toEqual(['sandbox-greta']);
    await others.stop();
  });
});

interface Linked {
  readonly users: {
    readonly edges: readonly {
      readonly node: { readonly clientUserId: string; readonly connections: readonly object[] };
    }[];
  };
}
