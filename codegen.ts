import type { CodegenConfig } from '@graphql-codegen/cli';
import { printSchema } from 'graphql';
import { schema } from '#schema';

/**
 * Prints the contract to `schema/schema.graphql`, and makes typed documents of the operations that
 * examples and tests send.
 */
const config: CodegenConfig = {
  schema: printSchema(schema),
  documents: ['examples/**/*.ts', 'test/contracts/*.graphql'],
  ignoreNoDocuments: true,
  generates: {
    'schema/schema.graphql': { plugins: ['schema-ast'] },
    'schema/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        importExtension: '.ts',
        enumsAsTypes: true,
        scalars: { DateTime: 'string', Date: 'string', ID: 'string' },
      },
    },
  },
};

export default config;
