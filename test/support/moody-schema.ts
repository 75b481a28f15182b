import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLError,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  getNullableType,
  isLeafType,
  responsePathAsArray,
} from 'graphql';
import { isoTextOf } from '#std/iso-text';

/**
 * A schema whose values come in every form that GraphQL allows, and in some that it does not: now
 * or later, null, wrong, thrown, returned as errors. What a field gives follows from where it
 * stands, so that two executions of one query meet the same.
 */
export interface MoodyContext {
  readonly seed: number;
  /** How often in a hundred something is amiss. */
  readonly troublePercent: number;
}

interface Thing {
  readonly place: string;
}

function diceOf(text: string): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619);
    hash ^= hash >>> 13;
  }
  return (hash >>> 0) / 2 ** 32;
}

const Mood = new GraphQLEnumType({
  name: 'Mood',
  values: { CALM: { value: 0 }, WILD: { value: 'wild' }, SHY: {} },
});

const Instant = new GraphQLScalarType<Date, string>({
  name: 'Instant',
  extensions: { isPlainText: true },
  serialize: (value) => isoTextOf(value as Date),
});

const Anything = new GraphQLScalarType({ name: 'Anything', serialize: (value) => value });

const goodValues: Readonly<Record<string, readonly unknown[]>> = {
  Int: [0, -0, 7, -2_147_483_648, 2_147_483_647, '12', true],
  Float: [0, -0, 0.1, 1e21, -5e-7, 3.33, '1.5'],
  String: ['', 'plain', 'q"uo\\te\n\u2028🩸\ud800', 5, false],
  ID: ['a', 'User:1', 5],
  Boolean: [true, false, 1, 0],
  Mood: [0, 'wild', 'SHY'],
  Instant: [new Date(1.7e12), new Date(0), new Date(-1), new Date(1.7e12 + 1)],
  Anything: ['x', 1, true, { a: [1, 'b', null] }, ['"'], new Date(5)],
};
const badValues: readonly unknown[] = [{}, 'nonsense', 2 ** 40, Number.NaN, [1]];

function pickAt<Item>(items: readonly Item[], place: string): Item {
  return items[Math.floor(diceOf(place) * items.length)] as Item;
}

/** With every other seed, all is there at once. */
function mayBeLate({ seed }: MoodyContext): boolean {
  return seed % 2 === 0;
}

/** The value of a type at a place, sometimes later, sometimes amiss. */
function valueAt(
  type: GraphQLOutputType,
  place: string,
  context: MoodyContext,
  isLate = mayBeLate(context) && diceOf(`${place} late ${context.seed}`) < 0.3,
): unknown {
  const trouble = diceOf(`${place} trouble ${context.seed}`) * 100;
  const share = context.troublePercent / 5;
  const value = () => {
    if (trouble < share) throw new Error(`thrown at ${place}`);
    if (trouble < 2 * share) return null;
    if (trouble < 3 * share) return new GraphQLError(`returned at ${place}`);
    if (trouble < 4 * share) return undefined;
    if (trouble < 5 * share) return pickAt(badValues, place);
    return soundValueAt(type, place, context);
  };
  if (!isLate) return value();
  const turns = Math.floor(diceOf(`${place} turns`) * 3);
  return later(turns).then(value);
}

async function later(turns: number): Promise<void> {
  for (let i = 0; i < turns; i += 1) await new Promise(setImmediate);
}

function soundValueAt(type: GraphQLOutputType, place: string, context: MoodyContext): unknown {
  if (type instanceof GraphQLNonNull) return soundValueAt(type.ofType, place, context);
  if (type instanceof GraphQLList) {
    const length = Math.floor(diceOf(`${place} length ${context.seed}`) * 4);
    // graphql-js forgets what it waits for when the next item fails at once.
    const areLate = mayBeLate(context) && !isLeafType(getNullableType(type.ofType));
    const items = Array.from({ length }, (_, i) => {
      const item = valueAt(type.ofType, `${place}.${i}`, context, areLate);
      if (item instanceof Promise) item.catch(() => {});
      return item;
    });
    return diceOf(`${place} set`) < 0.2 ? new Set(items) : items;
  }
  if (type instanceof GraphQLObjectType) return { place };
  return pickAt(goodValues[type.name] ?? [], `${place} ${context.seed}`);
}

function resolveByMood(
  { place }: Thing,
  given: object,
  context: MoodyContext,
  info: GraphQLResolveInfo,
) {
  const facts = `${place} ${info.fieldName} ${JSON.stringify(given)}`;
  return valueAt(info.returnType, facts, context);
}

function moodyFields(type: () => GraphQLOutputType) {
  const nonNull = new GraphQLNonNull(type());
  return {
    plain: { type: type() },
    sure: { type: nonNull },
    list: { type: new GraphQLList(type()) },
    sureList: { type: new GraphQLNonNull(new GraphQLList(nonNull)) },
    lists: { type: new GraphQLList(new GraphQLList(nonNull)) },
  };
}

const leaves = [
  GraphQLInt,
  GraphQLFloat,
  GraphQLString,
  GraphQLID,
  GraphQLBoolean,
  Mood,
  Instant,
  Anything,
];

const MoodyThing: GraphQLObjectType = new GraphQLObjectType<Thing, MoodyContext>({
  name: 'Thing',
  isTypeOf: (value, { seed }, info) => {
    const isThing = typeof value === 'object' && value !== null && 'place' in value;
    const where = `${responsePathAsArray(info.path).join('.')} ${seed}`;
    return seed % 2 === 0 && diceOf(where) < 0.2 ? Promise.resolve(isThing) : isThing;
  },
  fields: () => ({
    ...Object.fromEntries(
      leaves.flatMap((leaf) =>
        Object.entries(moodyFields(() => leaf)).map(([name, field]) => [
          `${name}${leaf.name}`,
          { ...field, resolve: resolveByMood },
        ]),
      ),
    ),
    ...Object.fromEntries(
      Object.entries(moodyFields(() => MoodyThing)).map(([name, field]) => [
        `${name}Thing`,
        { ...field, resolve: resolveByMood },
      ]),
    ),
    // By the default resolver: a property, and a method.
    place: { type: GraphQLString },
    path: {
      type: new GraphQLNonNull(GraphQLString),
      resolve: (_thing, _given, _context, { path, parentType, variableValues }) =>
        `${responsePathAsArray(path).join('.')} ${path.typename} ${parentType} ${JSON.stringify(variableValues)}`,
    },
    blind: { type: GraphQLString, resolve: ({ place }) => place },
    given: {
      type: GraphQLString,
      args: {
        number: { type: GraphQLInt, defaultValue: 3 },
        text: { type: GraphQLString },
        moods: { type: new GraphQLList(Mood) },
      },
      resolve: (_thing, given) => {
        const told = JSON.stringify(given);
        // What one does with it is nothing to the next.
        given.number = 'spoilt';
        return told;
      },
    },
  }),
});

export const moodySchema = new GraphQLSchema({
  query: new GraphQLObjectType<undefined, MoodyContext>({
    name: 'Query',
    fields: {
      thing: {
        type: MoodyThing,
        args: { name: { type: GraphQLString, defaultValue: 'root' } },
        resolve: (_root, { name }) => ({ place: name }),
      },
      sureThing: { type: new GraphQLNonNull(MoodyThing), resolve: () => ({ place: 'sure' }) },
      things: {
        type: new GraphQLNonNull(new GraphQLList(MoodyThing)),
        resolve: (_root, _given, context) =>
          valueAt(new GraphQLList(MoodyThing), 'things', context) ?? [],
      },
    },
  }),
});
