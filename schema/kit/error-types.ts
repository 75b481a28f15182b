import { builder } from './builder.ts';
import { type ExpectedFailure, InvalidArgument, NotFound } from './failures.ts';

/** The failures that many mutations share, as types of the schema. */
export const ErrorInterface = builder.interfaceRef<ExpectedFailure>('Error').implement({
  description: 'A failure that a caller must expect. Every failing member of a result has these.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: 'Stable and machine-readable, in capitals, like `NOT_FOUND`.',
    }),
    message: t.exposeString('message', { description: 'What happened, in one sentence.' }),
    whatToDo: t.exposeString('whatToDo', { description: 'What can be done about it now.' }),
  }),
});

builder.objectType(InvalidArgument, {
  name: 'InvalidArgument',
  description: 'An argument does not say what its field takes. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    argument: t.exposeString('argument', { description: 'The name of the argument.' }),
    expected: t.exposeString('expected', { description: 'What the argument takes.' }),
  }),
});

builder.objectType(NotFound, {
  name: 'NotFound',
  description: 'No such thing, or none that you may see. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    typeName: t.exposeString('typeName', { description: 'The type that was looked for.' }),
  }),
});
