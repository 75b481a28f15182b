import type { Simulator } from '#simulator';

/** Somebody whom the simulator plays. */
export interface SandboxPerson {
  readonly username: string;
  readonly password: string;
  readonly region: 'US' | 'OUS' | 'APAC';
  /** What there is to see in them. */
  readonly shows: string;
}

/** One for each problem that wearers have, and one to be linked. */
export const peopleCount = 8;

/** Whom the sandbox never logs in itself: so nobody waits a minute who tries linking. */
export const unlinkedUsername = 'lena';

/** Who is linked both ways. */
export const consentingUsername = 'ben';

/** In whom something is wrong on purpose. */
const troubledUsernames: readonly string[] = ['erik', 'fatima'];

export function isTroubled({ username }: Pick<SandboxPerson, 'username'>): boolean {
  return troubledUsernames.includes(username);
}

const shows: Readonly<Record<string, string>> = {
  anna: 'all is well; linked first',
  [consentingUsername]:
    'changes sensors, loses readings, gets corrections; linked by password and by consent, with 90 days',
  carla: 'glucose that goes up and down; outside the US',
  daichi: 'in Japan; changes sensors, loses readings, gets corrections',
  erik: 'shares with no follower',
  fatima: 'has turned sharing off',
  greta: 'an old account, with the wire forms of other years',
  [unlinkedUsername]: 'linked by nobody: for you to try',
};

export function peopleOf(simulator: Simulator): SandboxPerson[] {
  return [...simulator.listAccounts()].map(({ username, password, region }) => ({
    username,
    password,
    region,
    shows: shows[username] ?? '',
  }));
}
