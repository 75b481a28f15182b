import { builder, type Services } from '#schema/kit';

const Instance = builder.objectRef<Services['instance']>('Instance').implement({
  description: 'This gateway.',
  fields: (t) => ({
    version: t.exposeString('version', { description: 'Its version.' }),
    isSandbox: t.exposeBoolean('isSandbox', {
      description: 'Whether it is a sandbox: its people are played, not real.',
    }),
    isConsoleServed: t.exposeBoolean('isConsoleServed', {
      description: 'Whether there is a console at `/console`.',
    }),
    isGraphiqlServed: t.exposeBoolean('isGraphiqlServed', {
      description: 'Whether there is GraphiQL at `/graphql`.',
    }),
    eventRetentionDays: t.exposeInt('eventRetentionDays', {
      description: 'For how many days events can be read and replayed.',
    }),
  }),
});

builder.queryField('instance', (t) =>
  t.field({
    type: Instance,
    description: 'What this gateway is, for those who work with it.',
    authScopes: { anyKey: true },
    resolve: (_parent, _args, { services }) => services.instance,
  }),
);
