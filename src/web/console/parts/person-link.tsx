import { Link } from 'wouter';
import { usePersonName } from '#web/console/api/person-names.ts';
import { idInPath } from '#web/console/places.ts';

export interface PersonLinkProps {
  readonly userId: string | null;
  /** What the team calls them, where that came with the rest; asked for where it is not given. */
  readonly name?: string | null;
}

/** A person by the name that the team gave them, as soon as that is known. */
export function PersonLink({ userId, name: known }: PersonLinkProps) {
  const asked = usePersonName(known === undefined ? userId : null);
  const name = known ?? asked;
  if (userId === null) return <span class="soft">the team</span>;
  const part = idInPath(userId);
  return (
    <Link href={`/people/${part}`} class="person-link">
      {name ?? part.slice(0, 8)}
    </Link>
  );
}
