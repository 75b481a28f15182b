/** Why a page may not show what there is now: three things that have three different remedies. */
export type Absence = 'offline' | 'unreachable' | 'no-reading';

export interface Facts {
  /** Whether the browser has a network. */
  readonly isOnline: boolean;
  /** Whether the gateway answers. */
  readonly isReachable: boolean;
  /** Whether there is a reading that can be taken for the present. */
  readonly hasReading: boolean;
}

/** The first that applies: nobody can tell of readings without a network. */
export function absenceOf({ isOnline, isReachable, hasReading }: Facts): Absence | null {
  if (!isOnline) return 'offline';
  if (!isReachable) return 'unreachable';
  return hasReading ? null : 'no-reading';
}

export const absenceTexts: Readonly<Record<Absence, string>> = {
  offline: 'This browser has no network.',
  unreachable: 'The gateway does not answer. It is tried again.',
  'no-reading': 'no reading yet',
};
