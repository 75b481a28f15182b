import { z } from 'zod';
import { type ArgumentRule, builder, checkedIfGiven } from '#schema/kit';
import {
  findLinkPage,
  isContactAddress,
  isFrameOrigin,
  isReturnAddress,
  type LinkPage,
  type LinkPageChange,
  logoBytesMax,
  readLogo,
} from '#teams';

const addressesMax = 20;
const nameLengthMax = 80;

export const loadLinkPage = findLinkPage;

export const LinkPageType = builder.objectRef<LinkPage>('LinkPage').implement({
  description: 'How a team wants the page on which its people link.',
  fields: (t) => ({
    brandName: t.exposeString('brandName', {
      nullable: true,
      description: "What the page calls the team; null for the team's name.",
    }),
    hasLogo: t.exposeBoolean('hasLogo', { description: 'Whether it shows a logo.' }),
    accentColor: t.exposeString('accentColor', {
      nullable: true,
      description:
        'The colour of its buttons, like `#0a7c66`; null for its own. Where the contrast with what ' +
        'stands on and around it would be below 4.5 to 1, the page shows a darker or lighter one.',
    }),
    supportUrl: t.exposeString('supportUrl', {
      nullable: true,
      description: 'Where help is, `https:` or `mailto:`; null for none.',
    }),
    privacyUrl: t.exposeString('privacyUrl', {
      nullable: true,
      description: 'What you say about privacy, `https:` or `mailto:`; null for none.',
    }),
    showsFirstReading: t.exposeBoolean('showsFirstReading', {
      description:
        'Whether the bearer of a link is shown the newest reading of what it connected. False ' +
        'unless set: the bearer of a link otherwise learns nothing of the user.',
    }),
    allowsAccountReplacement: t.exposeBoolean('allowsAccountReplacement', {
      description: 'Whether a wearer may put another account in the place of the connected one.',
    }),
    redirectUrls: t.exposeStringList('redirectUrls', {
      description: 'Where the page may lead back to, for `createLinkToken(redirectUrl)`.',
    }),
    frameOrigins: t.exposeStringList('frameOrigins', {
      description: 'Whose pages may frame it, for `createLinkToken(parentOrigin)`.',
    }),
  }),
});

/** The arguments of updateTeam that change the page. */
export function linkPageArguments() {
  return builder.args((t) => ({
    linkBrandName: t.string({ description: 'See `LinkPage.brandName`; null takes it away.' }),
    linkLogo: t.string({
      description: `A PNG, JPEG or WebP of at most ${logoBytesMax} bytes, as base64; null takes it away.`,
    }),
    linkAccentColor: t.string({ description: 'See `LinkPage.accentColor`; null takes it away.' }),
    linkSupportUrl: t.string({ description: 'See `LinkPage.supportUrl`; null takes it away.' }),
    linkPrivacyUrl: t.string({ description: 'See `LinkPage.privacyUrl`; null takes it away.' }),
    linkShowsFirstReading: t.boolean({ description: 'See `LinkPage.showsFirstReading`.' }),
    linkAllowsAccountReplacement: t.boolean({
      description: 'See `LinkPage.allowsAccountReplacement`.',
    }),
    linkRedirectUrls: t.stringList({
      description:
        `At most ${addressesMax} addresses, in place of those that are there: https, http on this ` +
        "machine, or an app's own scheme like `com.example.app:/back`; without user name and fragment.",
    }),
    linkFrameOrigins: t.stringList({
      description:
        `At most ${addressesMax} origins like \`https://app.example.com\`, in place of those that ` +
        'are there.',
    }),
  }));
}

interface LinkPageArguments {
  readonly linkBrandName?: string | null | undefined;
  readonly linkLogo?: string | null | undefined;
  readonly linkAccentColor?: string | null | undefined;
  readonly linkSupportUrl?: string | null | undefined;
  readonly linkPrivacyUrl?: string | null | undefined;
  readonly linkShowsFirstReading?: boolean | null | undefined;
  readonly linkAllowsAccountReplacement?: boolean | null | undefined;
  readonly linkRedirectUrls?: readonly string[] | null | undefined;
  readonly linkFrameOrigins?: readonly string[] | null | undefined;
}

/** Checks each; throws InvalidArgument naming the one that is wrong. */
export function linkPageChangeOf(args: LinkPageArguments): LinkPageChange {
  const check = <Value>(name: keyof LinkPageArguments, rule: ArgumentRule<Value>) =>
    checkedIfGiven(name, args[name], rule);
  return {
    brandName: check('linkBrandName', brandName),
    logo: check('linkLogo', logo),
    accentColor: check('linkAccentColor', color),
    supportUrl: check('linkSupportUrl', contact),
    privacyUrl: check('linkPrivacyUrl', contact),
    showsFirstReading: args.linkShowsFirstReading ?? undefined,
    allowsAccountReplacement: args.linkAllowsAccountReplacement ?? undefined,
    redirectUrls: check('linkRedirectUrls', addresses(isReturnAddress, 'addresses')) ?? undefined,
    frameOrigins: check('linkFrameOrigins', addresses(isFrameOrigin, 'origins')) ?? undefined,
  };
}

/** Neither control characters nor such as turn the writing around. */
const brandName: ArgumentRule<string> = {
  takes: z
    .string()
    .min(1)
    .max(nameLengthMax)
    .regex(/^(?=.*\S)[^\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]*$/u),
  expected: `a text of 1 to ${nameLengthMax} characters, none of which turns the writing around`,
};

const logo = {
  takes: z.string().transform((base64, context) => {
    const read = readLogo(base64);
    if (read === null) context.addIssue('no logo');
    return read ?? z.NEVER;
  }),
  expected: `a PNG, JPEG or WebP of at most ${logoBytesMax} bytes, as base64`,
};

const color: ArgumentRule<string> = {
  takes: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .transform((text) => text.toLowerCase()),
  expected: 'a colour like "#0a7c66"',
};

const contact: ArgumentRule<string> = {
  takes: z.string().refine(isContactAddress),
  expected: 'an address that begins with https: or mailto:',
};

function addresses(
  isGood: (text: string) => boolean,
  name: string,
): ArgumentRule<readonly string[]> {
  return {
    takes: z.array(z.string().refine(isGood)).max(addressesMax),
    expected: `at most ${addressesMax} ${name}, each written as browsers write it`,
  };
}
