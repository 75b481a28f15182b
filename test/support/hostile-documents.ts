import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { Random } from '#std/random';

/**
 * Makes operations that nobody in their right mind would send: mostly valid in form, so that they
 * get far, with values that are wrong, huge, cut off or poisonous.
 */
export interface HostileOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

export interface HostileMaker {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  /** Ids and texts of others, that are worth a try. */
  readonly loot: readonly string[];
}

const poisons: readonly unknown[] = [
  '',
  ' ',
  'x',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\u202e\u0301',
  "'; drop table users; --",
  '%_\\',
  '{{7*7}}#{7*7}<%= 7*7 %>',
  '../../etc/passwd',
  'User:',
  'User:00000000-0000-0000-0000-000000000000',
  'Connection:ffffffff-ffff-ffff-ffff-ffffffffffff',
  'Event:1:2:3',
  'VXNlcjox',
  'x'.repeat(5_000),
  '🩸'.repeat(300),
  '2026-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '-271821-04-20T00:00:00Z',
  '2026-02-30',
  '1970-01-01',
  'https://127.0.0.1/',
  'https://[::1]:5432/',
  'http://169.254.169.254/latest',
  'https://user:pass@example.com:99999/#',
  0,
  -1,
  1,
  100,
  101,
  2_147_483_647,
  -2_147_483_648,
  2_147_483_648,
  1e308,
  0.1,
  true,
  false,
  null,
  [],
  {},
  [[[]]],
  { a: { b: 1 } },
];

export function makeOperation(maker: HostileMaker): HostileOperation {
  const { schema, random } = maker;
  const roots = [
    ['query', schema.getQueryType()],
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  const [kind, root] = pick(random, roots);
  const fields = Object.values(root?.getFields() ?? {});
  const writer = { maker, variables: {} as Record<string, unknown>, declared: [] as string[] };
  const count = random() < 0.8 ? 1 : 1 + Math.floor(random() * 5);
  const selections = Array.from({ length: count }, (_, index) => {
    const alias = random() < 0.3 || count > 1 ? `a${index}: ` : '';
    return alias + writeField(writer, pick(random, fields), 0);
  });
  const head = writer.declared.length > 0 ? `(${writer.declared.join(', ')})` : '';
  const query = damage(random, `${kind} Hostile${head} { ${selections.join(' ')} }`);
  return { query, variables: writer.variables };
}

interface Writer {
  readonly maker: HostileMaker;
  readonly variables: Record<string, unknown>;
  readonly declared: string[];
}

const depthMax = 7;

function writeField(writer: Writer, field: GraphQLField<unknown, unknown>, depth: number): string {
  const args = field.args
    .filter(({ type }) => isNonNullType(type) || writer.maker.random() < 0.5)
    .map((argument) => `${argument.name}: ${writeArgument(writer, argument)}`);
  const head = args.length > 0 ? `${field.name}(${args.join(', ')})` : field.name;
  return `${head}${writeSelection(writer, field.type, depth + 1)}`;
}

function writeSelection(writer: Writer, type: GraphQLOutputType, depth: number): string {
  const { random, schema } = writer.maker;
  const named = getNamedType(type);
  if (!isCompositeType(named)) return '';
  if (isUnionType(named) || isInterfaceType(named)) {
    const members = schema.getPossibleTypes(named).filter(() => random() < 0.5);
    const parts = members.map((member) => {
      const selection = writeSelection(writer, member, depth);
      return `... on ${member.name}${selection}`;
    });
    return ` { __typename ${parts.join(' ')} }`;
  }
  if (!isObjectType(named) || depth > depthMax) return ' { __typename }';
  const fields = Object.values(named.getFields()).filter(() => random() < 0.4);
  const parts = fields.map((field) => writeField(writer, field, depth));
  return ` { __typename ${parts.join(' ')} }`;
}

function writeArgument(writer: Writer, { type }: GraphQLArgument): string {
  const { random } = writer.maker;
  const value = random() < 0.6 ? fitting(writer.maker, type, 0) : poison(writer.maker);
  if (random() < 0.4) return literalOf(value, type);
  const name = `v${writer.declared.length}`;
  writer.declared.push(`$${name}: ${type}`);
  if (random() < 0.95) writer.variables[name] = value;
  return `$${name}`;
}

/** A value of the right type, more or less. */
function fitting(maker: HostileMaker, type: GraphQLInputType, depth: number): unknown {
  const { random, loot } = maker;
  if (isNonNullType(type)) return fitting(maker, type.ofType, depth);
  if (isListType(type)) {
    const length = random() < 0.9 ? Math.floor(random() * 4) : 500;
    return Array.from({ length }, () => fitting(maker, type.ofType, depth));
  }
  if (isEnumType(type)) return pick(random, type.getValues()).name;
  if (isInputObjectType(type)) {
    if (depth > 3) return {};
    const entries = Object.values(type.getFields()).map((field) => [
      field.name,
      fitting(maker, field.type, depth + 1),
    ]);
    return Object.fromEntries(entries);
  }
  if (type.name === 'Int') return Math.floor(random() * 300) - 50;
  if (type.name === 'Float') return random() * 500;
  if (type.name === 'Boolean') return random() < 0.5;
  if (type.name === 'DateTime') return new Date(random() * 4e12).toISOString();
  if (type.name === 'Date') return new Date(random() * 2e12).toISOString().slice(0, 10);
  return random() < 0.5 ? pick(random, loot) : poison(maker, 'string');
}

export function poison({ random }: { readonly random: Random }, kind?: 'string'): unknown {
  const some = kind ? poisons.filter((each) => typeof each === kind) : poisons;
  return pick(random, some);
}

function literalOf(value: unknown, type: GraphQLInputType): string {
  const named = getNamedType(type);
  if (isEnumType(named) && typeof value === 'string' && /^\w+$/.test(value)) return value;
  if (Array.isArray(value)) return `[${value.map((item) => literalOf(item, type)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).map(([name, item]) => `${name}: ${literalOf(item, type)}`);
    return `{ ${parts.join(', ')} }`;
  }
  return JSON.stringify(value);
}

/** Now and then a document is torn, doubled or stuffed. */
function damage(random: Random, query: string): string {
  const dice = random();
  if (dice < 0.03) return query.slice(0, Math.floor(random() * query.length));
  if (dice < 0.05) return `${query} ${query}`;
  if (dice < 0.06) return query.replace('{', `{ ${'__typename '.repeat(3_000)}`);
  if (dice < 0.07) return `${query} fragment A on Query { ...B } fragment B on Query { ...A }`;
  if (dice < 0.08) return query.replace('{', `{ ${'...'.repeat(500)}`);
  if (dice < 0.09) return query.replace(/\w+/, () => String.fromCharCode(random() * 65_535));
  if (dice < 0.1) return `{ __schema { types { fields { type { fields { name } } } } } }`;
  return query;
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item;
}
