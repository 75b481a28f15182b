import { builder } from '#schema/kit';

export const UserTokenScopeEnum = builder.enumType('UserTokenScope', {
  description: 'What a user token is good for.',
  values: {
    READ: { value: 'read', description: "Reads the user's data." },
    WATCH: {
      value: 'watch',
      description: "Subscribes to the user's events, and reads those of the log.",
    },
    REFRESH: { value: 'refresh', description: "Asks for the user's readings now." },
    LINK: { value: 'link', description: 'Makes link tokens for the user.' },
  } as const,
});
