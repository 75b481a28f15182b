import { builder } from '#schema/kit';

export const ConsoleRoleEnum = builder.enumType('ConsoleRole', {
  description: 'What somebody may do in the console: a named set of scopes.',
  values: {
    SUPPORT: {
      value: 'support',
      description: 'People, their states and charts, link tokens and refreshing: READ and LINK.',
    },
    DEVELOPER: {
      value: 'developer',
      description: 'What support may, and EVENTS, WEBHOOKS and AUDIT.',
    },
    OWNER: { value: 'owner', description: 'Everything that the key of the session may.' },
  } as const,
});
