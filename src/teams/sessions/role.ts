import { type ApiKeyScope, apiKeyScopes } from '#teams/audit';

/**
 * What somebody may do in the console: a named set of the scopes of API keys, the lowest first.
 *
 * - `support`: people, states, charts, link tokens and refreshing.
 * - `developer`: also events, webhooks and the audit.
 * - `owner`: everything.
 */
export const consoleRoles = ['support', 'developer', 'owner'] as const;
export type ConsoleRole = (typeof consoleRoles)[number];

const support: readonly ApiKeyScope[] = ['read', 'link'];

const scopesOfRoles: Readonly<Record<ConsoleRole, readonly ApiKeyScope[]>> = {
  support,
  developer: [...support, 'events', 'webhooks', 'audit'],
  owner: apiKeyScopes,
};

/** What a session of this role may do: never more than the key that it was made from. */
export function scopesOfRole(
  role: ConsoleRole,
  keyScopes: readonly ApiKeyScope[] = apiKeyScopes,
): readonly ApiKeyScope[] {
  const ofRole = scopesOfRoles[role];
  return apiKeyScopes.filter((scope) => ofRole.includes(scope) && keyScopes.includes(scope));
}

/** The lowest role that may do all that a key may. */
export function lowestRoleWith(keyScopes: readonly ApiKeyScope[]): ConsoleRole {
  const holdsAll = (role: ConsoleRole) => scopesOfRole(role, keyScopes).length === keyScopes.length;
  return consoleRoles.find(holdsAll) ?? 'owner';
}

export function isRoleAbove(role: ConsoleRole, other: ConsoleRole): boolean {
  return consoleRoles.indexOf(role) > consoleRoles.indexOf(other);
}
