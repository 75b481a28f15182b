import { z } from 'zod';

type Definitions = Readonly<Record<string, object>>;

/**
 * Says what is wrong with a value by a JSON Schema, in which an object has nothing that it does not
 * name. References are to `definitions`, by the last part of their path.
 */
export function createFaultFinder(definitions: Definitions) {
  const known = new Map<string, z.ZodType>();
  return (schema: object, value: unknown): readonly string[] => {
    const name = JSON.stringify(schema);
    const parser =
      known.get(name) ?? z.fromJSONSchema(closed(withoutReferences(schema, definitions)) as never);
    known.set(name, parser);
    const { error } = parser.safeParse(value);
    return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
  };
}

function withoutReferences(schema: unknown, definitions: Definitions): unknown {
  if (Array.isArray(schema)) return schema.map((each) => withoutReferences(each, definitions));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, ...rest } = schema as { readonly $ref?: string };
  const target = $ref ? definitions[$ref.split('/').at(-1) ?? ''] : null;
  return Object.fromEntries(
    Object.entries({ ...target, ...rest }).map(([key, value]) => [
      key,
      withoutReferences(value, definitions),
    ]),
  );
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, closed(value)]),
  );
  const isClosed = 'properties' in inner && !('additionalProperties' in inner);
  return isClosed ? { ...inner, additionalProperties: false } : inner;
}
