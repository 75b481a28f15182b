import { z } from 'zod';
import { linkOnce } from '#poller';
import { type ProviderSlug, passwordProvider } from '#providers';
import type { ArgumentRule, Context } from '#schema/kit';
import { builder, checked, checkedIfGiven } from '#schema/kit';
import { attemptIdRule, passwordRule, usernameRule } from './credentials.ts';
import { linkFailureOf, linkFailures } from './link-failure-of.ts';
import { NotConnected, RegionUnsupported } from './link-failures.ts';
import { type LinkedForWearer, LinkSuccess, linkedForWearer } from './link-success.ts';
import { ProviderEnum } from './provider.ts';

const linkToken = 'A token of createLinkToken: the only proof that is asked for.';
const username = 'User name, e-mail address, or phone number with `+` and country code.';
const password = "The password of the wearer's own account, not of a follower's.";
const attemptId =
  'Yours for this attempt, of 8 to 64 characters of A-Z a-z 0-9 _ -. The same id gives the same ' +
  'answer, with no second login.';
const replacesAccount =
  'Whether another account that is connected is disconnected for this one; it takes ' +
  '`Team.linkPage.allowsAccountReplacement`.';
const regionText = 'US, OUS (outside the US) or APAC (Japan and Asia-Pacific).';

builder.mutationField('linkPasswordProvider', (t) =>
  t.field({
    type: LinkSuccess,
    description:
      'Links an account to the user of a link token: logs in to the provider before it answers. ' +
      'Linking the same account again renews it.',
    authScopes: { anyone: true },
    args: {
      linkToken: t.arg.string({ required: true, description: linkToken }),
      provider: t.arg({ type: ProviderEnum, required: true, description: 'Which provider.' }),
      username: t.arg.string({ required: true, description: username }),
      password: t.arg.string({ required: true, description: password }),
      region: t.arg.string({
        description: `${regionText} Without it US and then OUS are tried, one login each.`,
      }),
      attemptId: t.arg.string({ description: attemptId }),
      replacesAccount: t.arg.boolean({ defaultValue: false, description: replacesAccount }),
    },
    errors: { types: linkFailures },
    resolve(_root, args, context) {
      checked('provider', args.provider, takesPassword);
      return link(args, context, 'link');
    },
  }),
);

builder.mutationField('reconnect', (t) =>
  t.field({
    type: LinkSuccess,
    description:
      'Gives new credentials for the account that the user of a link token is linked to.',
    authScopes: { anyone: true },
    args: {
      linkToken: t.arg.string({ required: true, description: linkToken }),
      username: t.arg.string({ required: true, description: username }),
      password: t.arg.string({ required: true, description: password }),
      region: t.arg.string({
        description: `${regionText} Without it the region of the connection.`,
      }),
      attemptId: t.arg.string({ description: attemptId }),
      replacesAccount: t.arg.boolean({ defaultValue: false, description: replacesAccount }),
    },
    errors: { types: [...linkFailures, NotConnected] },
    resolve: (_root, args, context) => link(args, context, 'reconnect'),
  }),
);

const takesPassword: ArgumentRule<ProviderSlug> = {
  takes: z.literal(passwordProvider),
  expected: 'a provider with user name and password: DEXCOM',
};

interface LinkArguments {
  readonly linkToken: string;
  readonly username: string;
  readonly password: string;
  readonly region?: string | null | undefined;
  readonly attemptId?: string | null | undefined;
  readonly replacesAccount?: boolean | null | undefined;
}

async function link(
  args: LinkArguments,
  context: Context,
  mode: 'link' | 'reconnect',
): Promise<LinkedForWearer> {
  const { services, address } = context;
  const answer = await linkOnce(services.linking, {
    token: args.linkToken,
    accountName: checked('username', args.username, usernameRule),
    password: checked('password', args.password, passwordRule),
    region: regionOf(args.region),
    address,
    mode,
    attemptId: checkedIfGiven('attemptId', args.attemptId, attemptIdRule) ?? null,
    replacesAccount: args.replacesAccount ?? false,
  });
  if (answer.kind !== 'linked') throw linkFailureOf(answer);
  return linkedForWearer(context, answer);
}

export function regionOf(region: string | null | undefined): 'US' | 'OUS' | 'APAC' | null {
  const name = region?.trim().toUpperCase();
  if (name === undefined || name === '') return null;
  if (name === 'US' || name === 'OUS' || name === 'APAC') return name;
  throw new RegionUnsupported();
}
