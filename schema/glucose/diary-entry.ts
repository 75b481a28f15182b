import { type DiaryEntry, findDiaryEntries } from '#diary';
import { ProviderEnum } from '#schema/connections';
import { builder, connectionOf, InvalidArgument, pageArguments, pageOf } from '#schema/kit';
import { User } from '#schema/users';

export const DiaryKind = builder.enumType('DiaryKind', {
  description: 'What an entry is about.',
  values: {
    CARBS: { description: 'Carbohydrates that were eaten.' },
    INSULIN: { description: 'Insulin that was injected.' },
    EXERCISE: { description: 'Exercise.' },
    NOTE: { description: 'A note.' },
    CALIBRATION: {
      description: 'Blood glucose that was measured, by which the sensor was corrected. No sample.',
    },
  } as const,
});

const InsulinType = builder.enumType('InsulinType', {
  description: 'How fast an insulin acts.',
  values: {
    FAST: { description: 'For meals and corrections.' },
    LONG: { description: 'For a day or so.' },
  } as const,
});

const ExerciseIntensity = builder.enumType('ExerciseIntensity', {
  description: 'How hard an exercise was, as the wearer says.',
  values: {
    LIGHT: { description: 'Light.' },
    MEDIUM: { description: 'Medium.' },
    HEAVY: { description: 'Heavy.' },
  } as const,
});

const DiaryEntryType = builder.objectRef<DiaryEntry>('DiaryEntry').implement({
  description: 'Something that a wearer entered in the app of the sensor.',
  fields: (t) => ({
    sourceId: t.exposeString('sourceId', {
      description: "The provider's own id of it, which events carry as `id`.",
    }),
    kind: t.field({ type: DiaryKind, description: 'What it is.', resolve: ({ kind }) => kind }),
    takenAt: t.field({
      type: 'DateTime',
      description: 'When it was eaten, injected, begun or measured, as the wearer says.',
      resolve: ({ takenAt }) => takenAt,
    }),
    recordedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was typed in; null when not told.',
      resolve: ({ recordedAt }) => recordedAt,
    }),
    utcOffsetMinutes: t.exposeInt('utcOffsetMinutes', {
      nullable: true,
      description: "The wearer's distance from UTC in minutes at that time; null when not known.",
    }),
    carbsGrams: t.float({
      nullable: true,
      description: 'Grams of carbohydrates, 0 to 1000; null of all else, and when none were told.',
      resolve: ({ kind, amount }) => (kind === 'CARBS' ? amount : null),
    }),
    insulinUnits: t.float({
      nullable: true,
      description: 'Units of insulin, 0 to 250; null of all else, and when none were told.',
      resolve: ({ kind, amount }) => (kind === 'INSULIN' ? amount : null),
    }),
    insulinType: t.field({
      type: InsulinType,
      nullable: true,
      description: 'How fast the insulin acts; null of all else, and when not told.',
      resolve: ({ insulinType }) => insulinType,
    }),
    exerciseMinutes: t.float({
      nullable: true,
      description: 'Minutes of exercise, up to a week; null of all else, and when none were told.',
      resolve: ({ kind, amount }) => (kind === 'EXERCISE' ? amount : null),
    }),
    exerciseIntensity: t.field({
      type: ExerciseIntensity,
      nullable: true,
      description: 'How hard the exercise was; null of all else, and when not told.',
      resolve: ({ intensity }) => intensity,
    }),
    bloodMgDl: t.float({
      nullable: true,
      description: 'Blood glucose in mg/dL, 0 to 1000, of a calibration; null of all else.',
      resolve: ({ kind, amount }) => (kind === 'CALIBRATION' ? amount : null),
    }),
    note: t.exposeString('note', {
      nullable: true,
      description:
        'The text of a note, to 10,000 characters, which is kept sealed and in no event; null of all else.',
    }),
    receivedAt: t.field({
      type: 'DateTime',
      description: 'When this gateway first had it.',
      resolve: ({ receivedAt }) => receivedAt,
    }),
    revision: t.exposeInt('revision', {
      description: '1 at first, one more with each change: keep the highest.',
    }),
    provider: t.field({
      type: ProviderEnum,
      description: 'Who brought it.',
      resolve: ({ provider }) => provider,
    }),
  }),
});

const DiaryEntryConnection = builder.connectionObject(
  { type: DiaryEntryType, name: 'DiaryEntryConnection', description: 'A page of entries.' },
  { name: 'DiaryEntryEdge', description: 'An entry and its place in the range.' },
);

const diaryLimits = { rowsDefault: 100, rowsMax: 1_000 };

builder.objectField(User, 'diaryEntries', (t) =>
  t.field({
    type: DiaryEntryConnection,
    description:
      "What the wearer entered in a range of time, oldest first, a page at a time. Only Dexcom's OAuth " +
      'API tells it, hours later; what was removed is not among it.',
    authScopes: { key: 'read', token: 'read' },
    args: {
      ...pageArguments(diaryLimits),
      from: t.arg({ type: 'DateTime', required: true, description: 'Inclusive.' }),
      to: t.arg({ type: 'DateTime', description: 'Exclusive; now unless told.' }),
      kinds: t.arg({ type: [DiaryKind], description: 'Only these; all unless told.' }),
    },
    resolve: async (user, args, { db, clock, actor, services }) => {
      services.readCounter.note(actor, user.id);
      const to = args.to ?? new Date(clock.nowMs() + 1);
      if (args.to && args.from >= to) throw new InvalidArgument('to', 'an instant after "from"');
      const page = pageOf(args, isEntryKey, diaryLimits);
      const entries = await findDiaryEntries(db, services.sealer, {
        userId: user.id,
        from: args.from,
        to,
        kinds: args.kinds ?? undefined,
        limit: page.rows + 1,
        after: page.after === null ? undefined : placeOf(page.after),
      });
      return connectionOf(entries, page, keyOfEntry);
    },
  }),
);

function keyOfEntry({ takenAt, sourceId }: DiaryEntry): string {
  return `${takenAt.getTime()} ${sourceId}`;
}

function isEntryKey(key: string): boolean {
  return /^\d{1,15} .{1,100}$/s.test(key);
}

function placeOf(key: string): Pick<DiaryEntry, 'takenAt' | 'sourceId'> {
  const [atMs = ''] = key.split(' ', 1);
  return { takenAt: new Date(Number(atMs)), sourceId: key.slice(atMs.length + 1) };
}
