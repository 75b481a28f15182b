import type { CodegenConfig } from '@graphql-codegen/cli';
import { printSchema } from 'graphql';
import { schema } from '#schema';

const scalars = { DateTime: 'string', Date: 'string', ID: 'string' };

/** Operations for browsers: their types, and each as a typed text without a parser's trees. */
const typedTexts = (...documents: string[]) => ({
  documents,
  plugins: ['typescript-operations', './client/print-operations.ts'],
  config: {
    scalars,
    useTypeImports: true,
    enumsAsTypes: true,
    immutableTypes: true,
    mergeFragmentTypes: true,
  },
});

/**
 * Prints the contract to `schema/schema.graphql`, makes typed documents of the operations that
 * examples and tests send, and the typed operations of the client package and of the pages.
 */
const config: CodegenConfig = {
  schema: printSchema(schema),
  ignoreNoDocuments: true,
  generates: {
    'schema/schema.graphql': { plugins: ['schema-ast'] },
    'schema/generated/': {
      documents: ['examples/**/*.ts', 'test/contracts/*.graphql'],
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        importExtension: '.ts',
        enumsAsTypes: true,
        scalars,
      },
    },
    'client/src/generated/front-end.ts': typedTexts(
      'client/operations/front-end.graphql',
      'client/operations/live.graphql',
    ),
    'client/src/generated/back-end.ts': typedTexts('client/operations/back-end.graphql'),
    'src/web/link/api/generated/operations.ts': typedTexts('src/web/link/api/*.graphql'),
    // What the client sends of itself is among what the page sends.
    'src/web/console/api/generated/operations.ts': typedTexts(
      'src/web/console/api/*.graphql',
      'client/operations/live.graphql',
    ),
  },
};

export default config;
