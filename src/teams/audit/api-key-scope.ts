/**
 * What an API key may be allowed, each by itself:
 *
 * - `read`: people, their connections and their glucose.
 * - `events`: the log with its payloads, as a query and live.
 * - `link`: users and their tokens, link tokens, refreshing, disconnecting.
 * - `webhooks`: endpoints with their secrets, deliveries and replays.
 * - `team`: the team's own settings.
 * - `audit`: who did what.
 * - `keys`: API keys.
 * - `export`: all that is held of a person, as a file.
 * - `erase`: deleting people, and undoing it.
 */
export const apiKeyScopes = [
  'read',
  'events',
  'link',
  'webhooks',
  'team',
  'audit',
  'keys',
  'export',
  'erase',
] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

/** What a row says: null is all, and scopes that only a later version knows are left out. */
export function knownScopes(stored: readonly string[] | null): readonly ApiKeyScope[] {
  return stored === null ? apiKeyScopes : apiKeyScopes.filter((known) => stored.includes(known));
}
