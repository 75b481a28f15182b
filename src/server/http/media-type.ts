import { createTextCache } from './text-cache.ts';

/** The two media types of a single GraphQL result. */
export type ResultMediaType = 'application/graphql-response+json' | 'application/json';

/**
 * The media type of a result for a given Accept header, chosen as Yoga chooses it: the first one
 * listed that we know, whatever the weights. Null when the header accepts neither.
 */
export function resultMediaTypeOf(accept: string | undefined): ResultMediaType | null {
  const text = accept || '*/*';
  let known = knownTexts.get(text);
  if (known === undefined) {
    known = { mediaType: findMediaType(text) };
    knownTexts.set(text, known);
  }
  return known.mediaType;
}

const knownTexts = createTextCache<{ readonly mediaType: ResultMediaType | null }>({
  textsMax: 100,
  charsMax: 20_000,
});

function findMediaType(accept: string): ResultMediaType | null {
  for (const part of accept.replace(/\s/g, '').toLowerCase().split(',')) {
    const [mediaType = '', ...parameters] = part.split(';');
    const charset = parameters.find((parameter) => parameter.includes('charset='));
    if (charset !== undefined && charset !== 'charset=utf-8') continue;
    const named = mediaTypes.get(mediaType);
    if (named) return named;
  }
  return null;
}

const mediaTypes: ReadonlyMap<string, ResultMediaType> = new Map([
  ['application/graphql-response+json', 'application/graphql-response+json'],
  ['application/json', 'application/json'],
  ['application/*', 'application/json'],
  ['*/*', 'application/json'],
]);
