import type {
  TeamFactsFragment,
  UpdateTeamMutationVariables,
} from '#web/console/api/generated/operations.ts';

/** What the form of a team sets, by the names of its fields. */
export type TeamFields = Required<UpdateTeamMutationVariables>;

export const fieldsOf = ({ linkPage, ...team }: TeamFactsFragment): TeamFields => ({
  followerContact: team.followerContact,
  refusesSharedAccounts: team.refusesSharedAccounts,
  linkBrandName: linkPage.brandName,
  linkAccentColor: linkPage.accentColor,
  linkSupportUrl: linkPage.supportUrl,
  linkPrivacyUrl: linkPage.privacyUrl,
  linkRedirectUrls: linkPage.redirectUrls,
  linkFrameOrigins: linkPage.frameOrigins,
  linkShowsFirstReading: linkPage.showsFirstReading,
  linkAllowsAccountReplacement: linkPage.allowsAccountReplacement,
});

export function enteredIn(form: FormData): TeamFields {
  const text = (name: string) => String(form.get(name) ?? '').trim() || null;
  const lines = (name: string) =>
    String(form.get(name) ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  return {
    followerContact: text('followerContact'),
    refusesSharedAccounts: form.has('refusesSharedAccounts'),
    linkBrandName: text('linkBrandName'),
    linkAccentColor: text('linkAccentColor'),
    linkSupportUrl: text('linkSupportUrl'),
    linkPrivacyUrl: text('linkPrivacyUrl'),
    linkRedirectUrls: lines('linkRedirectUrls'),
    linkFrameOrigins: lines('linkFrameOrigins'),
    linkShowsFirstReading: form.has('linkShowsFirstReading'),
    linkAllowsAccountReplacement: form.has('linkAllowsAccountReplacement'),
  };
}

/**
 * What whoever types has changed, so that nothing else is sent: a field that still says what it said
 * when they began, or says what it is by now, may have been changed by somebody else meanwhile.
 */
export function ownChanges(
  entered: TeamFields,
  begun: TeamFields,
  present: TeamFields,
): UpdateTeamMutationVariables {
  const names = Object.keys(entered) as (keyof TeamFields)[];
  const isOwn = (name: keyof TeamFields) =>
    [begun, present].every((fields) => !isSame(fields[name], entered[name]));
  return Object.fromEntries(names.filter(isOwn).map((name) => [name, entered[name]]));
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
