import { serverAudits } from 'graphql-http';
import { afterAll, describe, expect, it } from 'vitest';
import { startGateway } from '#test/gateway';

/** As in production: its plugins, its authentication, its limits. */
const gateway = await startGateway({
  config: {
    introspection: 'authenticated',
    requestsPerMinutePerKey: 6_000,
    requestsPerMinutePerAddress: 600,
  },
});
afterAll(() => gateway.close());

/** Sends what every real client has: its key, which is also what keeps forgeries out. */
function authenticatedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('x-api-key', gateway.apiKey);
  return fetch(url, { ...init, headers });
}

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => gateway.url, fetchFn: authenticatedFetch });

  it('has all its audits here', () => {
    expect(audits.length).toBeGreaterThanOrEqual(60);
  });

  for (const audit of audits) {
    it(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn();
      const reason = 'reason' in result ? result.reason : '';
      expect(`${result.status} ${reason}`.trim()).toBe('ok');
    });
  }
});
