import { Link } from 'wouter';
import { PersonName } from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { idInPath } from '#web/console/places.ts';

/** A person by the name that the team gave them, as soon as that is known. */
export function PersonLink({ userId }: { readonly userId: string | null }) {
  const { data } = useAsk(
    PersonName,
    { id: userId ?? '' },
    { isSkipped: userId === null, everyMs: neverMs },
  );
  if (userId === null) return <span class="soft">the team</span>;
  const part = idInPath(userId);
  return <Link href={`/people/${part}`}>{data?.user?.clientUserId ?? part.slice(0, 8)}</Link>;
}

/** The team's own id of a person does not change. */
const neverMs = 2_000_000_000;
