import { serverAudits } from 'graphql-http';
import { afterAll, describe, expect, it } from 'vitest';
import { startTestApi } from '#test/api';

const api = await startTestApi();
afterAll(() => api.close());

/** Sends what every real client has: its key, which is also what keeps forgeries out. */
function authenticatedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('x-api-key', api.mine.apiKey);
  return fetch(url, { ...init, headers });
}

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => api.url, fetchFn: authenticatedFetch });

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
