import type { Sharing } from '#providers/provider';

export const unknownSharing: Sharing = { isSharingOn: null, followerCount: null };

export function readSharingState(body: unknown): boolean | null {
  return typeof body === 'boolean' ? body : null;
}

/**
 * Counts the subscriptions. Which of their states means that the invitation was accepted is not
 * known, so none is left out.
 */
export function countFollowers(body: unknown): number | null {
  if (!Array.isArray(body)) return null;
  return body.every((entry) => typeof entry === 'object' && entry !== null) ? body.length : null;
}
