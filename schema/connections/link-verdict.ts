import { builder } from '#schema/kit';

export const LinkVerdictEnum = builder.enumType('LinkVerdict', {
  description: 'Whether an account can be linked with a link token, and why not.',
  values: {
    OPEN: { value: 'open', description: 'It works.' },
    EXPIRED: { value: 'expired', description: 'Its 60 minutes are over.' },
    USED: { value: 'used', description: 'An account was linked with it.' },
    REVOKED: { value: 'revoked', description: 'The team took it back.' },
    UNKNOWN: { value: 'unknown', description: 'There is none, or its user is deleted.' },
  } as const,
});

export type Verdict = (typeof LinkVerdictEnum)['$inferType'];
