import { createEvent, type EventType, type NewEvent } from '#events';
import { type ProviderSlug, passwordProvider } from '#providers';
import type { Clock } from '#std/clock';
import type { Link } from './find-link.ts';

/** An event about a link's page, so that a team sees where its people are lost. It tells no name. */
export function linkEvent(
  clock: Clock,
  type: Extract<EventType, `link.${string}`>,
  link: Pick<Link, 'teamId' | 'userId' | 'publicId'> & {
    readonly clientUserId: string;
    /** Where it links; null for the wearer's choice. */
    readonly provider?: ProviderSlug | null;
  },
  facts: Readonly<Record<string, string>> = {},
): NewEvent {
  const { teamId, userId, clientUserId, publicId } = link;
  const provider = link.provider ?? passwordProvider;
  const data = { user_id: userId, link_id: publicId, provider, ...facts };
  return createEvent(clock, { type, teamId, userId, clientUserId, data });
}
