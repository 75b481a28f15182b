import {
  type DocumentNode,
  execute,
  type GraphQLError,
  GraphQLObjectType,
  getNamedType,
  parse,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { createQueryCompiler } from '#query-compiler';
import { type Random, seededRandom } from '#std/random';
import { pick } from '#test/hostile-documents';
import { type MoodyContext, moodySchema } from '#test/moody-schema';

const queryCount = 250;
const depthMax = 4;
/** Of the variables; a query declares those that it uses. */
const declarations = {
  $yes: 'Boolean!',
  $no: 'Boolean = false',
  $text: 'String',
  $name: 'String = "n"',
  $mood: 'Mood',
};

/** A valid query with aliases, fragments in fragments, conditions and fields that are asked twice. */
function makeQuery(random: Random): string {
  const fragments: string[] = [];

  function condition(): string {
    if (random() < 0.85) return '';
    return pick(random, [
      '@skip(if: $yes)',
      '@include(if: $yes)',
      '@include(if: $no)',
      '@skip(if: false)',
    ]);
  }

  function selectionOf(type: GraphQLObjectType, depth: number): string {
    const fields = Object.values(type.getFields());
    const parts = Array.from({ length: 1 + Math.floor(random() * 5) }, () => {
      const dice = random();
      if (dice < 0.08) return `__typename ${condition()}`;
      if (dice < 0.16 && depth > 0)
        return `... on ${type.name} ${condition()} ${selectionOf(type, depth - 1)}`;
      if (dice < 0.24 && depth > 0) {
        const name = `F${fragments.length}`;
        fragments.push('');
        fragments[Number(name.slice(1))] =
          `fragment ${name} on ${type.name} ${selectionOf(type, depth - 1)}`;
        return `...${name} ${condition()}`;
      }
      const field = pick(random, fields);
      const named = getNamedType(field.type);
      if (named instanceof GraphQLObjectType && depth === 0) return 'again: __typename';
      const below = named instanceof GraphQLObjectType ? selectionOf(named, depth - 1) : '';
      // One alias for each field, so that a field asked twice is asked alike.
      const alias = random() < 0.3 ? `${field.name}_${depth}: ` : '';
      return `${alias}${field.name}${argumentsOf(field.name)} ${condition()} ${below}`;
    });
    return `{ ${parts.join(' ')} }`;
  }

  // One for all fields, since a field that is asked twice must be asked alike.
  const given = pick(random, [
    '(text: $text, moods: [SHY, WILD])',
    '(text: "t", moods: [SHY, WILD])',
    '(moods: [SHY, $mood])',
    '',
  ]);

  function argumentsOf(name: string): string {
    if (name === 'given') return given;
    return name === 'thing' ? '(name: $name)' : '';
  }

  const selection = selectionOf(moodySchema.getQueryType() as GraphQLObjectType, depthMax);
  const body = `${selection} ${fragments.join(' ')}`;
  const declared = Object.entries(declarations)
    .filter(([name]) => body.includes(name))
    .map(([name, declaration]) => `${name}: ${declaration}`);
  return `query Q${declared.length > 0 ? `(${declared.join(', ')})` : ''} ${body}`;
}

const compiler = createQueryCompiler(moodySchema);

async function answerBothWays(
  document: DocumentNode,
  variables: Record<string, unknown>,
  contextValue: MoodyContext,
) {
  const compiled = compiler.compile(document, 'Q', variables);
  if (!compiled) return null;
  const ordinary = await execute({
    schema: moodySchema,
    document,
    contextValue,
    variableValues: variables,
    operationName: 'Q',
  });
  const result = await compiled.run(contextValue);
  const errors = result.kind === 'with-errors' ? result.errors : [];
  return { ordinary, ours: { data: result.data, errors } };
}

/**
 * Where errors left nulls, and what they say of those that stand at the very place. Of what else
 * failed below a place that became null, GraphQL leaves open whether it is told.
 */
function told(data: unknown, errors: readonly GraphQLError[]): string[] {
  const places = errors.map((error) => {
    const { message, path = [], locations } = error.toJSON();
    const place = nulledPlaceOf(data, path);
    const isItsOwn = place.length === path.length;
    // A value that is none of its type is not repeated here.
    const [what] = message.split(/Expected `|A value of the type| but got/);
    return JSON.stringify(isItsOwn ? { place, what, locations } : { place });
  });
  return [...new Set(places)].sort();
}

function nulledPlaceOf(data: unknown, path: readonly (string | number)[]) {
  let value = data;
  for (const [depth, key] of path.entries()) {
    if (value === null) return path.slice(0, depth);
    value = (value as Record<string | number, unknown>)[key];
  }
  return path;
}

describe('a compiled query', () => {
  it.each([0, 3, 20])(
    'answers as GraphQL prescribes, with %i in a hundred values amiss',
    async (troublePercent) => {
      const random = seededRandom(troublePercent + 1);
      let failedCount = 0;
      let compiledCount = 0;
      for (let seed = 0; seed < queryCount; seed += 1) {
        const query = makeQuery(random);
        if (validate(moodySchema, parse(query)).length > 0) continue;
        const document = parse(query);
        const yes = random() < 0.5;
        // Compiled once for both, since directives do not read what differs.
        const variables = [
          { yes, text: 't', mood: 'WILD' },
          { yes, text: 'other', ...(random() < 0.5 ? { no: false } : {}) },
        ];
        for (const each of variables) {
          const both = await answerBothWays(document, each, { seed, troublePercent });
          if (!both) continue;
          const { ordinary, ours } = both;
          compiledCount += 1;
          expect(ours.data, query).toBe(JSON.stringify(ordinary.data));
          expect(told(JSON.parse(ours.data), ours.errors), query).toEqual(
            told(ordinary.data, ordinary.errors ?? []),
          );
          if (ours.errors.length > 0) failedCount += 1;
        }
      }
      expect(compiledCount).toBeGreaterThan(queryCount);
      expect(failedCount > 0).toBe(troublePercent > 0);
    },
  );
});
