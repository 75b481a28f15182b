import { JSONParser } from '@streamparser/json';
import { ImportError } from './import-error.ts';

/** A value that stands on one of the paths, and the names of the places that lead to it. */
export interface JsonValue {
  readonly value: unknown;
  readonly names: readonly (string | number | undefined)[];
}

/** The values on the paths, one after the other: no more than a chunk of the file is in memory. */
export async function* jsonValues(
  chunks: AsyncIterable<Uint8Array>,
  paths: readonly string[],
): AsyncGenerator<JsonValue> {
  const parser = new JSONParser({ paths: [...paths], keepStack: false });
  let values: JsonValue[] = [];
  parser.onValue = ({ value, stack }) => {
    values.push({ value, names: stack.map(({ key }) => key) });
  };
  for await (const chunk of chunks) {
    attempt(() => parser.write(chunk));
    yield* values;
    values = [];
  }
  if (!parser.isEnded) attempt(() => parser.end());
}

function attempt(parse: () => void): void {
  try {
    parse();
  } catch (cause) {
    throw new ImportError('broken-file', 'what follows is no JSON, or its end is missing', {
      cause,
    });
  }
}

/** The fields of an object; null for anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return value as Readonly<Record<string, unknown>>;
}
