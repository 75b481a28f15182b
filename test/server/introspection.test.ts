import { getIntrospectionQuery } from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { startTestApi } from '#test/api';

const api = await startTestApi();
afterAll(() => api.close());

const everyOption = {
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
};

const aliases = (count: number, field: string) =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');

/** All the ways in which more of the schema was asked for than one reader needs. */
const greedy = {
  'many times the schema': `{ ${aliases(29, '__schema { types { name description } }')} }`,
  'the schema twice': '{ a: __schema { queryType { name } } b: __schema { queryType { name } } }',
  'many times a type': `{ ${aliases(29, '__type(name: "Query") { fields { name } }')} }`,
  'a type by variables': `query ($n: String!) { ${aliases(2, '__type(name: $n) { name }')} }`,
  'through fragments': `{ ...A ...B } fragment A on Query { a: __schema { queryType { name } } }
    fragment B on Query { b: __schema { queryType { name } } }`,
  'within inline fragments': `{ ... on Query { a: __schema { queryType { name } } }
    ... { b: __type(name: "User") { name } } }`,
  'many times its fields': `{ __schema { types { ${aliases(28, 'fields { name description }')} } } }`,
  'errors of errors': `{ __type(name: "Error") {
    possibleTypes { interfaces { possibleTypes { interfaces { possibleTypes { name description } } } } }
  } }`,
  'errors of all types': `{ __schema { types {
    possibleTypes { interfaces { possibleTypes { interfaces { possibleTypes { name } } } } }
  } } }`,
  'people of people': `{ __type(name: "Query") { ${'fields { type { ofType { '.repeat(8)}
    name ${'} } }'.repeat(8)} } }`,
  'many descriptions within its fields': `{ __schema { types { fields { type { ofType { fields {
    ${aliases(25, 'description')} } } } } } } }`,
};

describe('introspection has a price (X1)', () => {
  it('is answered as GraphiQL, codegen and Apollo ask it', async () => {
    for (const query of [getIntrospectionQuery(), getIntrospectionQuery(everyOption)]) {
      const { status, data, errors } = await api.ask(query);
      expect(errors).toEqual([]);
      expect(status).toBe(200);
      expect(JSON.stringify(data).length).toBeGreaterThan(150_000);
    }
  });

  it('is answered as tools ask which options there are', async () => {
    const query = `query IntrospectSupport {
      directive: __type(name: "__Directive") { fields { name args { name } } }
      field: __type(name: "__Field") { fields { name args { name } } }
      type: __type(name: "__Type") { fields { name args { name } } }
      inputValue: __type(name: "__InputValue") { fields { name args { name } } }
    }`;
    expect((await api.ask(query)).data.field.fields).not.toEqual([]);
  });

  it.each(Object.entries(greedy))('is refused: %s', async (_name, query) => {
    const { status, errors } = await api.ask(query, { variables: { n: 'User' } });
    expect(status).toBe(400);
    expect(errors.map(({ extensions }) => extensions.code)).toContain('QUERY_TOO_COMPLEX');
  });

  it('is judged quickly, however often its fragments spread', async () => {
    const spread = Array.from(
      { length: 40 },
      (_, index) =>
        `fragment F${index} on __Type { ...F${index + 1} possibleTypes { ...F${index + 1} } }`,
    );
    const query = `{ __schema { types { ...F0 } } } ${spread.join(' ')} fragment F40 on __Type { name }`;
    const before = process.cpuUsage();
    const { errors } = await api.ask(query);
    expect(errors.map(({ extensions }) => extensions.code)).toContain('QUERY_TOO_COMPLEX');
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(2_000);
  });
});

describe('a value that an enum does not have', () => {
  const written = '{ events(types: ["daily.data.glucose.created"]) { pageInfo { endCursor } } }';
  const byVariable = `query ($types: [EventType!]) {
    events(types: $types) { pageInfo { endCursor } }
  }`;
  const variables = { types: ['daily.data.glucose.created'] };

  it('is answered with those that it has, to who may know the schema', async () => {
    for (const query of [written, byVariable]) {
      const { errors } = await api.ask(query, { variables });
      const [{ code, argument, expected } = {}] = errors.map(({ extensions }) => extensions);
      expect({ code, argument }).toEqual({ code: 'INVALID_ARGUMENT', argument: 'types' });
      expect(expected).toMatch(/^one of .*DAILY_DATA_GLUCOSE_CREATED/);
      expect(JSON.stringify(errors)).not.toContain('enumValues');
    }
  });

  it('is answered without them to strangers', async () => {
    for (const query of [written, byVariable]) {
      const { errors } = await api.ask(query, { variables, apiKey: null });
      expect(errors.length).toBeGreaterThan(0);
      expect(JSON.stringify(errors)).not.toContain('DAILY_DATA_GLUCOSE_CREATED');
      expect(JSON.stringify(errors)).not.toContain('enumValues');
    }
  });
});
