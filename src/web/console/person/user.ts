import type { PersonQuery } from '#web/console/api/generated/operations.ts';

export type User = NonNullable<PersonQuery['user']>;
export type Connection = User['connections'][number];

/** The connections of a person that are not disconnected. */
export const livingOf = (user: User | null): readonly Connection[] =>
  user?.connections.filter(({ disconnectedAt }) => !disconnectedAt) ?? [];

/** Whether an account is linked that tells what its wearer enters. */
export const hasDiary = (user: User | null): boolean =>
  livingOf(user).some(({ provider }) => provider === 'DEXCOM_V3');

/** The providers at which accounts can be linked here, and in which regions. */
export type Offered = PersonQuery['providers'];

/** Whether live readings come, and the past could by a consent at Dexcom's own page. */
export function lacksHistory(user: User | null, offered: Offered): boolean {
  const living = livingOf(user);
  const regions = offered.find(({ provider }) => provider === 'DEXCOM_V3')?.regions ?? [];
  const isByShareAlone = living.every(({ provider }) => provider === 'DEXCOM');
  return isByShareAlone && living.some(({ region }) => regions.includes(region));
}
