import { auditSourceOf, builder, checkedIfGiven, teamOf, text } from '#schema/kit';
import { assert } from '#std/assert';
import { findTeam, type Team, updateTeam } from '#teams';
import { LinkPageType, linkPageArguments, linkPageChangeOf, loadLinkPage } from './link-page.ts';

const contactLengthMax = 320;

const TeamType = builder.objectRef<Team>('Team').implement({
  description: 'Who runs an application. Everything else belongs to a team.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID of the team, as webhooks carry it.' }),
    name: t.exposeString('name', { description: 'The name, unique in this deployment.' }),
    followerContact: t.exposeString('followerContact', {
      nullable: true,
      description:
        "A Dexcom account of the team's own that a wearer may invite as follower, since Share " +
        'gives readings only while somebody follows; null when the team has none.',
    }),
    refusesSharedAccounts: t.exposeBoolean('refusesSharedAccounts', {
      description: 'Whether one Dexcom account may be linked to one user of the team only.',
    }),
    linkPage: t.field({
      type: LinkPageType,
      description: 'How the page looks on which its people link, and where it may lead.',
      resolve: ({ id }, _args, { db }) => loadLinkPage(db, id),
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When the team was created.',
      resolve: ({ createdAt }) => createdAt,
    }),
  }),
});

builder.queryField('team', (t) =>
  t.field({
    type: TeamType,
    description: 'The team of the API key.',
    authScopes: { anyKey: true },
    resolve: async (_parent, _args, context) => {
      const team = await findTeam(context.db, { id: teamOf(context) });
      assert(team, 'the team of a valid key exists');
      return team;
    },
  }),
);

const UpdateTeamSuccess = builder.objectRef<{ team: Team }>('UpdateTeamSuccess').implement({
  description: 'The team was changed.',
  fields: (t) => ({
    team: t.field({
      type: TeamType,
      description: 'As it is now.',
      resolve: ({ team }) => team,
    }),
  }),
});

builder.mutationField('updateTeam', (t) =>
  t.field({
    type: UpdateTeamSuccess,
    description: 'Changes the team of the API key. What is not given stays as it is.',
    authScopes: { key: 'team' },
    args: {
      followerContact: t.arg.string({
        description: 'See `Team.followerContact`; null takes it away.',
      }),
      refusesSharedAccounts: t.arg.boolean({ description: 'See `Team.refusesSharedAccounts`.' }),
      ...linkPageArguments(),
    },
    errors: {},
    resolve: async (_parent, args, context) => {
      const change = {
        followerContact: checkedIfGiven(
          'followerContact',
          args.followerContact,
          text(contactLengthMax),
        ),
        refusesSharedAccounts: args.refusesSharedAccounts ?? undefined,
        linkPage: linkPageChangeOf(args),
      };
      const teamId = teamOf(context);
      const source = auditSourceOf(context);
      return { team: await updateTeam(context.db, context.clock, source, { teamId, change }) };
    },
  }),
);
