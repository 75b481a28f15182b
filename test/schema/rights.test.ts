import {
  type GraphQLObjectType,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { schema } from '#schema';
import {
  openRightsFixture,
  type RightsFacts,
  type RightsFixture,
  type RightsHolder,
} from '#test/rights-fixture';
import { nestedPages, type Outcome, rights, wayOutcomes, ways } from './rights-table.ts';

const fixture: RightsFixture = await openRightsFixture();
afterAll(() => fixture.close());

const { rootRows, fieldRows, partRows } = rights;
const roots = ['Query', 'Mutation', 'Subscription'];

/** Every field of every type of the API, as `Type.field`. */
function fieldsOfTheSchema(): string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__')) return [];
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    const inherited = isObjectType(type)
      ? type.getInterfaces().flatMap((each) => Object.keys(each.getFields()))
      : [];
    return Object.keys(type.getFields())
      .filter((name) => !inherited.includes(name) || `${type.name}.${name}` in fieldRows)
      .map((name) => `${type.name}.${name}`);
  });
}

function isNestedPage(field: string): boolean {
  return nestedPages.some((type) => new RegExp(`^${type}(Connection|Edge)\\.`).test(field));
}

/** The fields that an operation selects, as `Type.field`. */
function selectedBy(document: string): Set<string> {
  const selected = new Set<string>();
  const types = new TypeInfo(schema);
  const note = {
    Field: ({ name }: { name: { value: string } }) => {
      selected.add(`${types.getParentType()?.name}.${name.value}`);
    },
  };
  visit(parse(document), visitWithTypeInfo(types, note));
  return selected;
}

/** The operation that asks for a field of a type along a way. */
function documentFor(field: string): string {
  const row = fieldRows[field];
  if (!row) throw new Error(field);
  const [typeName = '', name = ''] = field.split('.');
  const type = schema.getType(typeName) as GraphQLObjectType;
  const definition = type.getFields()[name];
  if (!definition) throw new Error(`${field} is not in the schema`);
  const isLeaf = isLeafType(getNamedType(definition.type));
  const selection = `${name}${row.args ?? ''}${isLeaf ? '' : ' { __typename }'}`;
  const document = ways[row.via].replace('#', selection);
  return row.args?.includes('$from') ? document.replace('(', '($from: DateTime!, ') : document;
}

const everyone: readonly RightsHolder[] = [
  'nobody',
  'team',
  'otherTeam',
  'reader',
  'owner',
  'otherUser',
];

async function expectOutcome(document: string, who: RightsHolder, outcome: Outcome): Promise<void> {
  const facts = await fixture.factsFor(document);
  const answer = await fixture.ask(document, facts, fixture.headersOf[who]);
  const what = `${who} was answered ${answer.status} ${answer.text.slice(0, 600)}`;
  const codes = answer.errors.map(({ extensions }) => extensions.code);
  if (outcome === 'unauthenticated' || outcome === 'forbidden') {
    expect(answer.status, what).toBe(outcome === 'forbidden' ? 403 : 401);
    const code = outcome === 'forbidden' ? 'FORBIDDEN' : 'UNAUTHENTICATED';
    expect(codes[0], what).toBe(code);
  } else {
    expect(answer.status, what).toBe(
      outcome === 'absent' && codes.length > 0 ? answer.status : 200,
    );
  }
  if (outcome === 'sees') {
    expect(answer.errors, what).toEqual([]);
    expect(isPresent(answer.data), what).toBe(true);
  } else {
    for (const trace of tracesOf(facts)) expect(answer.text.includes(trace), what).toBe(false);
  }
  if (outcome === 'absent') {
    expect(isPresent(answer.data), what).toBe(false);
    for (const code of codes) expect(code, what).toBe('NOT_FOUND');
  }
  if (outcome === 'own') expect(answer.errors, what).toEqual([]);
}

/** Whether an answer holds what was asked for: no null and no empty list on the way to it. */
function isPresent(data: unknown): boolean {
  if (data === null || data === undefined) return false;
  if (Array.isArray(data)) return data.length > 0 && data.some(isPresent);
  if (typeof data !== 'object') return true;
  const { pageInfo: _page, __typename, ...rest } = data as Record<string, unknown>;
  if ('code' in rest && 'whatToDo' in rest) return false;
  const values = Object.values(rest);
  return values.length === 0 ? __typename !== undefined : values.some(isPresent);
}

/** What would betray my user. */
function tracesOf(facts: RightsFacts): string[] {
  return [facts.userId, facts.connectionId, facts.clientUserId, facts.spareUserId].map((id) =>
    id.replace(/^.*:/, ''),
  );
}

/** Fields that are null also for those who may see them, here at least. */
const mayBeNull: ReadonlySet<string> = new Set([
  'Connection.action',
  'User.birthDate',
  'AuditEntry.webhookUrl',
  'Connection.disconnectedAt',
  'Connection.historicalPull',
  'DiaryEntry.note',
  'HistoricalPull.endedAt',
  'HistoricalPull.refusedAt',
  'Connection.isSharingOn',
  'Connection.followerCount',
  'Connection.stateAgesAt',
  'Connection.stateUntil',
  'GlucoseSample.utcOffsetMinutes',
  'GlucoseSample.rateMgDlPerMinute',
  'GlucoseStatistics.gmiPercent',
  'GlucoseStatistics.modd',
  'GlucoseStatistics.ranges',
  'MeanAmplitude.absence',
  'MeanAmplitude.value',
  'EpisodeLevels.levelOne',
  'EpisodeLevels.levelTwo',
  'GlucoseEpisode.endAt',
  'GlucoseEpisode.extreme',
  'GlucoseEpisode.isCutOff',
  'GlucoseEpisode.isExtended',
  'GlucoseEpisode.minutes',
  'GlucoseEpisode.reachesLevelTwo',
  'GlucoseEpisode.sampleCount',
  'GlucoseEpisode.startAt',
  'User.glucoseGaps',
  'GlucoseGap.from',
  'GlucoseGap.minutes',
  'GlucoseGap.reason',
  'GlucoseGap.to',
  'Viewer.expiresAt',
  'Viewer.keyScopes',
  'AuditEntry.actorName',
  'ConsoleSession.keyName',
  'Viewer.role',
  'WebhookActivity.medianMs',
  'WebhookActivity.p95Ms',
  'WebhookDelivery.clientUserId',
  'WebhookSentHeader.value',
  'Viewer.user',
  'Team.followerContact',
  'ProviderInfo.followerContact',
  'ApiKey.addressRanges',
  'ApiKey.expiresAt',
  'ApiKey.revokedAt',
  'AuditEntry.address',
  'AuditEntry.actorId',
  'WebhookEndpoint.userId',
  'WebhookEndpoint.headerNames',
  'WebhookEndpoint.ratePerSecond',
  'WebhookEndpoint.disabledAt',
  'WebhookEndpoint.disabledReason',
  'WebhookEndpoint.failingSince',
  'WebhookEndpoint.slowedUntil',
  'WebhookEndpoint.previousSecretUntil',
  'WebhookDelivery.nextAttemptAt',
  'WebhookDelivery.settledAt',
  'WebhookDelivery.userId',
  'WebhookAttempt.status',
  'WebhookAttempt.answerHead',
  'WebhookAttempt.answerHeaders',
  'WebhookAnswerHeader.value',
  'WebhookReplay.finishedAt',
]);

describe('the table of rights', () => {
  it('has a row for every field of the schema, and for no other', () => {
    const listed = [rootRows, fieldRows, partRows].flatMap((rows) => Object.keys(rows));
    const present = fieldsOfTheSchema().filter((field) => !isNestedPage(field));
    expect(present.filter((field) => !listed.includes(field))).toEqual([]);
    expect(listed.filter((field) => !present.includes(field))).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
  });

  it('asks for each part of an answer where it says', () => {
    for (const [field, { partOf }] of Object.entries(partRows)) {
      for (const root of partOf) {
        expect(selectedBy(rootRows[root]?.document ?? ''), `${field} in ${root}`).toContain(field);
      }
    }
    for (const [field, { document }] of Object.entries(rootRows)) {
      expect(roots).toContain(field.split('.')[0]);
      expect(selectedBy(document)).toContain(field);
    }
  });
});

describe('a field of the API', () => {
  for (const [field, { document, see }] of Object.entries(rootRows)) {
    it(`${field} shows to each what it may see`, async () => {
      for (const who of everyone) await expectOutcome(document, who, see[who]);
    });
  }

  for (const [field, row] of Object.entries(fieldRows)) {
    it(`${field} shows to each what it may see`, async () => {
      const see = row.see ?? wayOutcomes[row.via];
      for (const who of everyone) {
        const outcome = see[who] === 'sees' && mayBeNull.has(field) ? 'own' : see[who];
        if (see[who] === 'sees' && outcome === 'own') continue;
        await expectOutcome(documentFor(field), who, outcome);
      }
    });
  }
});

describe('a credential that is no good', () => {
  for (const [field, { document }] of Object.entries(rootRows)) {
    it(`is refused by ${field}, whatever it is`, async () => {
      for (const headers of fixture.badHeaders) {
        const answer = await fixture.ask(document, await fixture.factsFor(document), headers);
        expect(answer.status).toBe(401);
        expect(answer.errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
        expect(answer.data).toBeUndefined();
      }
    });
  }
});
