import { builder } from '#schema/kit';

export const ApiKeyScopeEnum = builder.enumType('ApiKeyScope', {
  description: 'What an API key may be allowed, each by itself.',
  values: {
    READ: { value: 'read', description: 'Reads people, their connections and their glucose.' },
    EVENTS: { value: 'events', description: 'Reads the log with its payloads, also live.' },
    LINK: {
      value: 'link',
      description: 'Makes users, user tokens and link tokens, refreshes and disconnects.',
    },
    WEBHOOKS: {
      value: 'webhooks',
      description:
        'Keeps webhook endpoints with their secrets, and so may send each event anywhere.',
    },
    TEAM: { value: 'team', description: "Changes the team's settings." },
    AUDIT: { value: 'audit', description: 'Reads the audit.' },
    KEYS: { value: 'keys', description: 'Makes and revokes API keys, with no more than its own.' },
    EXPORT: { value: 'export', description: 'Exports all that is held of a person.' },
    ERASE: { value: 'erase', description: 'Deletes people, and undoes it.' },
  } as const,
});
