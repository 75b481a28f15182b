import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives';
import { type GraphQLError, parse, type ValidationContext } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/**
 * Bounds on the shape of a document, judged before it runs. Fragments count as what they contain,
 * since clients that build on fragments would otherwise be punished for tidiness.
 */
export interface ShapeLimits {
  readonly depthMax: number;
  readonly aliasesMax: number;
  readonly directivesMax: number;
  readonly tokensMax: number;
}

export function limitShape(limits: ShapeLimits): Plugin[] {
  const { depthMax, aliasesMax, directivesMax, tokensMax } = limits;
  return [
    {
      // The parser itself stops at the limit, so a long document costs no more than a short one.
      onParse({ setParseFn }) {
        setParseFn((source, options) => parse(source, { ...options, maxTokens: tokensMax }));
      },
    },
    maxDepthPlugin({ n: depthMax, flattenFragments: true, ...reporting }) as Plugin,
    maxAliasesPlugin({ n: aliasesMax, ...reporting }) as Plugin,
    maxDirectivesPlugin({ n: directivesMax, ...reporting }) as Plugin,
  ];
}

/** Reports like any other rule, so that the answer is cached with the document. */
const reporting = {
  propagateOnRejection: false,
  onReject: [reportTooComplex],
};

function reportTooComplex(context: ValidationContext | null, error: GraphQLError): void {
  error.message = error.message.replace(/^Syntax Error: /, '');
  error.extensions.code = 'QUERY_TOO_COMPLEX';
  context?.reportError(error);
}
