import type { CodegenConfig } from '@graphql-codegen/cli';
import { printSchema } from 'graphql';
import { schema } from '#schema';

const scalars = { DateTime: 'string', Date: 'string', ID: 'string' };

/** The operations of one entry of the client package: their types, and each as a typed text. */
const clientOperations = (name: string) => ({
  [`client/src/generated/${name}.ts`]: {
    documents: [`client/operations/${name}.graphql`],
    plugins: ['typescript-operations', './client/print-operations.ts'],
    config: {
      scalars,
      useTypeImports: true,
      enumsAsTypes: true,
      immutableTypes: true,
      mergeFragmentTypes: true,
    },
  },
});

/**
 * Prints the contract to `schema/schema.graphql`, makes typed documents of the operations that
 * examples and tests send, and the typed operations of the client package.
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
    ...clientOperations('front-end'),
    ...clientOperations('back-end'),
  },
};

export default config;
