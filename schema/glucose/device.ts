import { type Device, findDevices } from '#devices';
import { ProviderEnum } from '#schema/connections';
import { builder, InvalidArgument } from '#schema/kit';
import { User } from '#schema/users';

const DeviceType = builder.objectRef<Device>('Device').implement({
  description:
    "What a person's readings come from: a transmitter, and what shows it. Texts are in the provider's " +
    'words, and null where it tells none.',
  fields: (t) => ({
    id: t.exposeString('id', {
      description: 'A UUID of ours, which events carry as `device_id`: no provider gives one.',
    }),
    transmitterId: t.string({
      nullable: true,
      description: 'Names the transmitter for this deployment alone; null when not told.',
      resolve: ({ transmitterId }) => transmitterId || null,
    }),
    transmitterGeneration: t.string({
      nullable: true,
      description: 'Such as `g6` or `g7`; null when not told.',
      resolve: ({ transmitterGeneration }) => transmitterGeneration || null,
    }),
    displayDevice: t.string({
      nullable: true,
      description: 'What shows the readings: `iOS`, `android`, `receiver`; null when not told.',
      resolve: ({ displayDevice }) => displayDevice || null,
    }),
    displayApp: t.string({
      nullable: true,
      description: 'The app on it, such as `G7` or `Watch`; null when not told.',
      resolve: ({ displayApp }) => displayApp || null,
    }),
    lastUploadAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it last uploaded, as far as is known; null when not told.',
      resolve: ({ lastUploadAt }) => lastUploadAt,
    }),
    firstSeenAt: t.field({
      type: 'DateTime',
      description: 'When this gateway was first told of it.',
      resolve: ({ firstSeenAt }) => firstSeenAt,
    }),
    revision: t.exposeInt('revision', {
      description: '1 at first, one more with each upload that was told: keep the highest.',
    }),
    provider: t.field({
      type: ProviderEnum,
      description: 'Who told it.',
      resolve: ({ provider }) => provider,
    }),
  }),
});

const deviceLimits = { rowsDefault: 20, rowsMax: 1_000 };

builder.objectField(User, 'devices', (t) =>
  t.field({
    type: [DeviceType],
    description:
      "What the user's readings come from, which uploaded last first. Only Dexcom's OAuth API tells it, " +
      'several times a day.',
    authScopes: { key: 'read', token: 'read' },
    args: {
      first: t.arg.int({
        defaultValue: deviceLimits.rowsDefault,
        description: `How many; 1 to ${deviceLimits.rowsMax}.`,
        extensions: { rowsMax: deviceLimits.rowsMax },
      }),
    },
    resolve(user, args, { db }) {
      const first = args.first ?? deviceLimits.rowsDefault;
      if (first < 1 || first > deviceLimits.rowsMax) {
        throw new InvalidArgument('first', `a number from 1 to ${deviceLimits.rowsMax}`);
      }
      return findDevices(db, user.id, first);
    },
  }),
);
