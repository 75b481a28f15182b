import { describe, expect, it } from 'vitest';
import { enteredIn, fieldsOf, ownChanges } from '#src/web/console/settings/team-fields.ts';

const team = {
  id: 'Team:1',
  name: 'clinic',
  followerContact: 'clinic@example.com',
  refusesSharedAccounts: false,
  linkPage: {
    brandName: 'Clinic',
    accentColor: null,
    supportUrl: null,
    privacyUrl: null,
    redirectUrls: ['https://app.example.com/'],
    frameOrigins: [],
    showsFirstReading: true,
    allowsAccountReplacement: false,
  },
} as unknown as Parameters<typeof fieldsOf>[0];

describe('the settings of a team that are saved', () => {
  const begun = fieldsOf(team);

  it('are those that were changed, and none that somebody else has changed meanwhile', () => {
    const entered = { ...begun, linkBrandName: 'Our clinic', linkShowsFirstReading: false };
    expect(ownChanges(entered, begun, begun)).toEqual({
      linkBrandName: 'Our clinic',
      linkShowsFirstReading: false,
    });
    const byOthers = { ...begun, followerContact: null, linkRedirectUrls: [] };
    expect(ownChanges(entered, begun, byOthers)).toEqual({
      linkBrandName: 'Our clinic',
      linkShowsFirstReading: false,
    });
    // The form shows by now what others have set, but for what was typed.
    expect(ownChanges({ ...byOthers, linkBrandName: 'Ours' }, begun, byOthers)).toEqual({
      linkBrandName: 'Ours',
    });
  });

  it('are none where nothing was typed', () => {
    const form = new FormData();
    form.set('linkBrandName', ' Clinic ');
    form.set('followerContact', 'clinic@example.com');
    form.set('linkRedirectUrls', 'https://app.example.com/\n\n');
    form.set('linkShowsFirstReading', 'on');
    expect(ownChanges(enteredIn(form), begun, begun)).toEqual({});
    form.set('linkBrandName', '');
    form.delete('linkShowsFirstReading');
    expect(ownChanges(enteredIn(form), begun, begun)).toEqual({
      linkBrandName: null,
      linkShowsFirstReading: false,
    });
  });
});
