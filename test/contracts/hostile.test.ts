import {
  type GraphQLArgument,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
} from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { schema } from '#schema';
import { seededRandom } from '#std/random';
import { eventually } from '#test/eventually';
import { makeBytes, sendBytes } from '#test/hostile-bytes';
import { attackBySocket, makeSocket } from '#test/hostile-frames';
import { type HostileVerdict, makeRequest, sendHostile } from '#test/hostile-requests';
import { makeResourceRequest } from '#test/hostile-resources';
import { openRightsFixture } from '#test/rights-fixture';

/** The short form of `npm run bench -- hostile`, which goes on for an hour and holds the heap. */
const seed = Number(process.env.HOSTILE_SEED ?? 20_260_114);
const atOnce = 10;
const fixture = await openRightsFixture();
afterAll(() => fixture.close());

const facts = await fixture.factsFor('');
const { otherTeam, otherUser } = fixture.headersOf;
const options = {
  schema,
  random: seededRandom(seed),
  credentials: [
    ...Array(20).fill(otherTeam),
    ...Array(8).fill(otherUser),
    ...fixture.badHeaders,
    {},
  ],
  loot: [facts.userId, facts.connectionId, facts.cursor, facts.linkToken],
};
// What no hostile request holds, and so no answer to one may.
const traces = [facts.clientUserId, fixture.hiddenUserId.replace('User:', ''), 'account-of'];

/** Makes and sends so many attacks, some at once, and gives what was wrong and what came back. */
async function attack<Attack>(
  count: number,
  make: () => Attack,
  send: (attack: Attack) => Promise<HostileVerdict>,
) {
  const faults: { attack: Attack; fault: string }[] = [];
  const statuses = new Map<number, number>();
  for (let sent = 0; sent < count && faults.length < 5; sent += atOnce) {
    const attacks = Array.from({ length: atOnce }, make);
    await Promise.all(
      attacks.map(async (each) => {
        const { status, fault } = await send(each);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (fault) faults.push({ attack: each, fault });
      }),
    );
  }
  return { faults, statuses };
}

/** How many readers of the log are open. */
async function subscriberCount(): Promise<number> {
  const figures = await (await fetch(`${fixture.origin}/metrics`)).text();
  return Number(/^gateway_subscribers (\d+)$/m.exec(figures)?.[1]);
}

async function expectHealth(): Promise<void> {
  const { ask, headersOf, factsFor } = fixture;
  const { status } = await ask('{ viewer { credential } }', await factsFor(''), headersOf.team);
  expect(status).toBe(200);
  // Whoever left has taken along what was read for them.
  await eventually(async () => (await subscriberCount()) === 0);
}

/** A value of an argument's type that fits; of a text, the one that is given. */
function fittingValue(
  { type, name }: Pick<GraphQLArgument, 'type' | 'name'>,
  text: string,
): unknown {
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]?.name;
  if (isInputObjectType(named)) {
    const fields = Object.values(named.getFields()).filter(
      (field) => isNonNullType(field.type) || getNamedType(field.type).name === 'String',
    );
    return Object.fromEntries(fields.map((field) => [field.name, fittingValue(field, text)]));
  }
  switch (named.name) {
    case 'ID':
      return name === 'userId' ? facts.userId : facts.connectionId;
    case 'Int':
    case 'Float':
      return 1;
    case 'Boolean':
      return false;
    case 'DateTime':
      return '2026-01-14T00:00:00Z';
    default:
      return text;
  }
}

/** Each argument of a root field that takes a text, also inside of an input, with such a value. */
function questionsWith(text: string) {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
  ] as const;
  return roots.flatMap(([kind, root]) =>
    Object.values(root?.getFields() ?? {}).flatMap((field) =>
      field.args
        .filter(({ type }) => /^(String|WebhookHeader)$/.test(getNamedType(type).name))
        .map((wrong) => {
          const args = field.args.filter((each) => each === wrong || isNonNullType(each.type));
          const names = args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
          const given = args.map(({ name }) => `${name}: $${name}`).join(', ');
          const variables = Object.fromEntries(
            args.map((each) => [each.name, fittingValue(each, each === wrong ? text : 'x')]),
          );
          const query = `${kind} (${names}) { ${field.name}(${given}) { __typename } }`;
          return { of: `${field.name}(${wrong.name})`, query, variables };
        }),
    ),
  );
}

describe('a gateway under hostile', () => {
  it('text that Postgres cannot hold refuses it, in each argument', async () => {
    const questions = questionsWith('a\u0000b');
    expect(questions.length).toBeGreaterThan(20);
    const failures: string[] = [];
    for (const { of, query, variables } of questions) {
      const response = await fetch(`${fixture.origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...fixture.headersOf.team },
        body: JSON.stringify({ query, variables }),
      });
      const text = await response.text();
      if (/GRAPHQL_VALIDATION|INTERNAL_SERVER_ERROR/.test(text)) failures.push(`${of}: ${text}`);
    }
    expect(failures).toEqual([]);
  });

  it('instants far from now answers each field of a person', async () => {
    const userType = schema.getType('User') as GraphQLObjectType;
    const asked = Object.values(userType.getFields()).filter(({ args }) =>
      args.some(({ type }) => getNamedType(type).name === 'DateTime'),
    );
    expect(asked.length).toBeGreaterThan(5);
    const ranges = ['0001-01-01', '1900-01-01', '2043-03-14', '9999-12-01'].map((day) => ({
      from: `${day}T00:00:00Z`,
      to: `${day.slice(0, -2)}20T00:00:00Z`,
    }));
    const failures: string[] = [];
    for (const field of asked) {
      for (const instants of ranges) {
        const args = field.args.filter(({ name }) => name in instants);
        const given = args.map(({ name }) => `${name}: $${name}`).join(', ');
        const names = args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
        const query = `query ($id: ID!, ${names}) { user(id: $id) { ${field.name}(${given}) { __typename } } }`;
        const variables = { id: facts.userId, ...instants };
        const response = await fetch(`${fixture.origin}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...fixture.headersOf.team },
          body: JSON.stringify({ query, variables }),
        });
        const text = await response.text();
        if (/GRAPHQL_VALIDATION|INTERNAL_SERVER_ERROR/.test(text)) {
          failures.push(`${field.name} ${instants.from}: ${text}`);
        }
      }
    }
    expect(failures).toEqual([]);
  });

  it('requests answers each as it must, and tells nothing of anyone else', async () => {
    const { faults, statuses } = await attack(
      1_500,
      () => makeRequest(options),
      (request) => sendHostile(fixture.origin, request, traces),
    );
    expect(faults).toEqual([]);
    // The requests reach every layer: some are refused at the door, some run.
    for (const status of [200, 400, 401, 403, 413]) {
      expect(statuses.get(status), `answers with ${status}`).toBeGreaterThan(0);
    }
    await expectHealth();
  });

  it('requests to resources and to the console answers each as it must, too', async () => {
    const { faults, statuses } = await attack(
      600,
      () => makeResourceRequest(options),
      (request) => sendHostile(fixture.origin, request, traces),
    );
    expect(faults).toEqual([]);
    for (const status of [200, 400, 401, 403, 404, 413, 422]) {
      expect(statuses.get(status), `answers with ${status}`).toBeGreaterThan(0);
    }
    await expectHealth();
  });

  it('sockets closes each as it must, and tells nothing of anyone else', async () => {
    const { faults, statuses } = await attack(
      200,
      () => makeSocket(options),
      (socket) => attackBySocket(fixture.origin, socket, traces),
    );
    expect(faults).toEqual([]);
    for (const code of [1005, 4400, 4401, 4403, 4409]) {
      expect(statuses.get(code), `closes with ${code}`).toBeGreaterThan(0);
    }
    await expectHealth();
  });

  it('bytes goes on, and tells nothing of anyone else', async () => {
    const { faults, statuses } = await attack(
      200,
      () => makeBytes(options),
      (bytes) => sendBytes(fixture.origin, bytes, traces),
    );
    expect(faults).toEqual([]);
    for (const status of [101, 200, 400, 431]) {
      expect(statuses.get(status), `answers with ${status}`).toBeGreaterThan(0);
    }
    await expectHealth();
  });
});
