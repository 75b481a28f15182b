import type { PersonQuery } from '#web/console/api/generated/operations.ts';

export type User = NonNullable<PersonQuery['user']>;
export type Connection = User['connections'][number];

/** The connections of a person that are not disconnected. */
export const livingOf = (user: User | null): readonly Connection[] =>
  user?.connections.filter(({ disconnectedAt }) => !disconnectedAt) ?? [];

/** Whether an account is linked that tells what its wearer enters. */
export const hasDiary = (user: User | null): boolean =>
  livingOf(user).some(({ provider }) => provider === 'DEXCOM_V3');
