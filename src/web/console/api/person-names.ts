import { useEffect, useState } from 'preact/hooks';
import { soon } from '#web/console/live/soon.ts';
import { PeopleNames } from './generated/operations.ts';
import { createNames } from './names-of-people.ts';
import { askNow } from './use-ask.ts';

const names = createNames(
  async (ids) => {
    const { users } = await askNow(PeopleNames, { ids });
    return users.edges.map(({ node }) => node);
  },
  (act) => soon(100, act).call,
);

export const forgetNames = (): void => names.forget();

/** What the team calls a person; null until that is known, and for one who is deleted. */
export function usePersonName(userId: string | null): string | null {
  const [, draw] = useState(0);
  useEffect(() => {
    if (userId === null) return;
    return names.want(userId, () => draw((count) => count + 1));
  }, [userId]);
  return userId === null ? null : names.get(userId);
}
