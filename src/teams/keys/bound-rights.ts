import { isRangeWithin } from '#std/address-ranges';
import { type ApiKeyScope, apiKeyScopes, type TeamActor } from '#teams/audit';

/** What a key may do and from where; null bounds nothing. */
export interface KeyRights {
  readonly scopes: readonly ApiKeyScope[] | null;
  readonly addressRanges: readonly string[] | null;
}

export type BoundRights =
  | { readonly kind: 'granted'; readonly rights: KeyRights }
  | { readonly kind: 'scope-exceeded'; readonly scope: ApiKeyScope }
  | { readonly kind: 'range-exceeded'; readonly range: string };

/**
 * The rights of a key that another one makes: what is wanted, and never more than its maker has.
 * What is not said is as the maker's.
 */
export function boundRights(maker: TeamActor, wanted: KeyRights): BoundRights {
  const { scopes: wantedScopes, addressRanges: wantedRanges } = wanted;
  const scope = wantedScopes?.find((each) => !maker.scopes.includes(each));
  if (scope) return { kind: 'scope-exceeded', scope };
  const range = wantedRanges?.find((each) => !isAllowed(each, maker.addressRanges));
  if (range !== undefined) return { kind: 'range-exceeded', range };
  const isWhole = maker.scopes.length === apiKeyScopes.length;
  return {
    kind: 'granted',
    rights: {
      scopes: wantedScopes ?? (isWhole ? null : maker.scopes),
      addressRanges: wantedRanges ?? maker.addressRanges,
    },
  };
}

function isAllowed(range: string, allowed: readonly string[] | null): boolean {
  return allowed === null || allowed.some((outer) => isRangeWithin(range, outer));
}
