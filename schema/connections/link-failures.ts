import type { NextTry } from '#connections';
import { builder, ErrorInterface, ExpectedFailure } from '#schema/kit';
import { LinkVerdictEnum, type Verdict } from './link-verdict.ts';

/** The expected failures of linking an account, each with a sentence that says what to do. */

export class CredentialsRefused extends ExpectedFailure {
  readonly regions: readonly string[];
  readonly unaskedRegions: readonly string[];
  readonly next: NextTry;
  constructor(regions: readonly string[], unaskedRegions: readonly string[], next: NextTry) {
    const unasked = unaskedRegions.map((region) => ` ${region} could not be asked.`).join('');
    super(
      'CREDENTIALS_REFUSED',
      `Dexcom refused this user name and password (tried: ${regions.join(', ')}).${unasked}`,
      'Check both, and the region: Dexcom gives the same answer for a wrong password, an unknown ' +
        "user name and a wrong region. It must be the wearer's own account; a follower's account " +
        'is refused too, or reads nothing.' +
        (regions.includes('APAC') ? '' : ' In Japan and Singapore the region is APAC.'),
      { regions, unaskedRegions },
    );
    this.regions = regions;
    this.unaskedRegions = unaskedRegions;
    this.next = next;
  }
}

export class AccountLockedOut extends ExpectedFailure {
  readonly until: Date;
  constructor(until: Date) {
    super(
      'ACCOUNT_LOCKED_OUT',
      'Dexcom has locked this account for a while after too many logins.',
      'Wait until the time given, and log in nowhere meanwhile, or the lock is prolonged.',
      { until: until.toISOString() },
    );
    this.until = until;
  }
}

export class LinkThrottled extends ExpectedFailure {
  readonly until: Date;
  readonly by: 'gateway' | 'provider';
  constructor(until: Date, by: 'gateway' | 'provider') {
    super(
      'LINK_THROTTLED',
      by === 'provider'
        ? 'Dexcom has asked us to wait.'
        : 'Too many attempts: we wait, so that Dexcom does not lock the account.',
      'Try again at the time given.',
      { until: until.toISOString() },
    );
    this.until = until;
    this.by = by;
  }
}

export class DexcomUnreachable extends ExpectedFailure {
  readonly next: NextTry;
  constructor(next: NextTry) {
    super(
      'DEXCOM_UNREACHABLE',
      'Dexcom cannot be reached, or did not answer sensibly.',
      'Try again in a few minutes; nothing is known about the user name and password.',
    );
    this.next = next;
  }
}

const tokenTexts = {
  'token-invalid': { code: 'LINK_TOKEN_INVALID', text: 'This link token does not exist.' },
  'token-expired': { code: 'LINK_TOKEN_EXPIRED', text: 'This link token has expired.' },
  'token-used': { code: 'LINK_TOKEN_USED', text: 'This link token was used up already.' },
  'token-revoked': { code: 'LINK_TOKEN_REVOKED', text: 'This link token was taken back.' },
} as const;

export class LinkTokenRefused extends ExpectedFailure {
  readonly verdict: Verdict;
  constructor(kind: keyof typeof tokenTexts) {
    const { code, text } = tokenTexts[kind];
    super(code, text, 'Ask for a new link, and use it within the hour.');
    this.verdict = kind === 'token-invalid' ? 'unknown' : (kind.slice(6) as Verdict);
  }
}

export class RegionUnsupported extends ExpectedFailure {
  readonly supported: readonly string[] = ['US', 'OUS', 'APAC'];
  constructor() {
    super(
      'REGION_UNSUPPORTED',
      'There is no such region.',
      'Use US, OUS (outside the US) or APAC (Japan and Asia-Pacific), or none to have US and OUS tried.',
    );
  }
}

export class AccountTaken extends ExpectedFailure {
  constructor() {
    super(
      'ACCOUNT_TAKEN',
      'This account is linked to another user of the same team.',
      'Disconnect it there first, or link the account that belongs to this user.',
    );
  }
}

export class OtherAccountConnected extends ExpectedFailure {
  constructor() {
    super(
      'OTHER_ACCOUNT_CONNECTED',
      'This user is connected to another account already.',
      'Disconnect that account first, or give the user name and password of the same account.',
    );
  }
}

export class NotConnected extends ExpectedFailure {
  constructor() {
    super(
      'NOT_CONNECTED',
      'This user has no account to reconnect.',
      'Link an account with linkPasswordProvider.',
    );
  }
}

export class LinkAttemptUnsettled extends ExpectedFailure {
  constructor() {
    super(
      'LINK_ATTEMPT_UNSETTLED',
      'This attempt is still under way.',
      'Ask linkOutcome what became of it, and do not log in again meanwhile.',
    );
  }
}

const untilText = 'From when on it can be tried again.';
const retryAtText = 'From when on another try is sent to Dexcom; null for now.';
const retryAtOf = ({ next }: { readonly next: NextTry }) =>
  next.retryAtMs === null ? null : new Date(next.retryAtMs);

builder.objectType(CredentialsRefused, {
  name: 'CredentialsRefused',
  description: 'Dexcom refused the credentials: password, user name or region is wrong.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    regions: t.exposeStringList('regions', { description: 'The regions that refused them.' }),
    unaskedRegions: t.exposeStringList('unaskedRegions', {
      description: 'The regions that were tried and gave no answer: the account may be there.',
    }),
    retryAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: retryAtText,
      resolve: retryAtOf,
    }),
    attemptsLeft: t.int({
      description:
        'How many more may be refused before the wait is long, 0 to 2. It follows from what this ' +
        'user tried alone, and is the same for names that are known here and for others.',
      resolve: ({ next }) => next.attemptsLeft,
    }),
  }),
});

builder.objectType(AccountLockedOut, {
  name: 'AccountLockedOut',
  description: 'Dexcom has locked the account for a while.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    until: t.field({ type: 'DateTime', description: untilText, resolve: ({ until }) => until }),
  }),
});

const ThrottledBy = builder.enumType('LinkThrottledBy', {
  description: 'Who asks to wait.',
  values: {
    GATEWAY: { value: 'gateway', description: 'This gateway, so that Dexcom locks no account.' },
    DEXCOM: { value: 'provider', description: 'Dexcom.' },
  } as const,
});

builder.objectType(LinkThrottled, {
  name: 'LinkThrottled',
  description: 'Too many attempts; nothing was asked of Dexcom, or it asked us to wait.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    until: t.field({ type: 'DateTime', description: untilText, resolve: ({ until }) => until }),
    by: t.field({ type: ThrottledBy, description: 'Who asks to wait.', resolve: ({ by }) => by }),
  }),
});

builder.objectType(DexcomUnreachable, {
  name: 'DexcomUnreachable',
  description: 'Dexcom cannot be reached.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    retryAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: retryAtText,
      resolve: retryAtOf,
    }),
  }),
});

builder.objectType(LinkTokenRefused, {
  name: 'LinkTokenRefused',
  description: 'The link token is unknown, expired, used or revoked.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    verdict: t.field({
      type: LinkVerdictEnum,
      description: 'Which of these.',
      resolve: ({ verdict }) => verdict,
    }),
  }),
});

builder.objectType(RegionUnsupported, {
  name: 'RegionUnsupported',
  description: 'There is no such region.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    supported: t.exposeStringList('supported', { description: 'The regions that there are.' }),
  }),
});

const plain = [
  [LinkAttemptUnsettled, 'LinkAttemptUnsettled', 'The attempt of this id is still under way.'],
  [AccountTaken, 'AccountTaken', 'Another user of the team has the account.'],
  [OtherAccountConnected, 'OtherAccountConnected', 'The user is connected to another account.'],
  [NotConnected, 'NotConnected', 'The user has no connection to renew.'],
] as const;

for (const [failure, name, description] of plain) {
  builder.objectType(failure, { name, description, interfaces: [ErrorInterface] });
}
