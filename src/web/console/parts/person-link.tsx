import { Link } from 'wouter';
import { usePersonName } from '#web/console/api/person-names.ts';
import { idInPath } from '#web/console/places.ts';

/** A person by the name that the team gave them, as soon as that is known. */
export function PersonLink({ userId }: { readonly userId: string | null }) {
  const name = usePersonName(userId);
  if (userId === null) return <span class="soft">the team</span>;
  const part = idInPath(userId);
  return (
    <Link href={`/people/${part}`} class="person-link">
      {name ?? part.slice(0, 8)}
    </Link>
  );
}
