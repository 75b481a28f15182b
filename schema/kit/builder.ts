import SchemaBuilder from '@pothos/core';
import ErrorsPlugin from '@pothos/plugin-errors';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { isTeamActor } from '#teams';
import type { Context } from './context.ts';
import { InvalidArgument } from './failures.ts';
import { decodeGlobalId, encodeGlobalId } from './global-id.ts';
import { type AuthScopes, isKeyWith, isTokenWith, refusalFor } from './rights.ts';

/**
 * The rules that every noun keeps.
 *
 * - **A mutation** takes plain arguments and answers with a union named `<Verb>Result`: one object
 *   `<Verb>Success` with named fields, and the failures that a caller must expect. Each failure
 *   implements the interface `Error { code message whatToDo }`, so that a client which knows none
 *   of them still understands all. `InvalidArgument` is a member of every one; list the others
 *   under `errors: { types: [...] }` and throw them.
 * - **A query or a subscription** answers with its data. The same failures, thrown, appear under
 *   `errors` with `code`, `whatToDo` and their facts in `extensions`.
 * - **Absent and foreign look alike**: a field that finds one thing answers null, a mutation
 *   answers `NotFound`, for ids of another team as for ids that nobody has.
 * - **Rights first**: every field of Query, Mutation and Subscription says who may ask
 *   (`authScopes`); this is checked before its arguments are looked at. The schema does not build
 *   otherwise. Whose data it is, is asked again where the data is.
 * - **Arguments** are checked in the resolver by `arguments.ts` and `page.ts`, which name the
 *   argument and what it takes. Ids are declared `t.arg.id` and read by `idOf`.
 * - Every type, field, argument and enum value has a description: they are part of the contract.
 */
export const builder = new SchemaBuilder<{
  Context: Context;
  AuthScopes: AuthScopes;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    Date: { Input: string; Output: string };
  };
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
}>({
  // Auth stands first, outermost: nothing of a field runs before its rights are known, and a
  // refusal is never taken for one of the field's expected failures.
  plugins: [ScopeAuthPlugin, ErrorsPlugin, RelayPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: (context) => ({
      key: (scope) => isKeyWith(context, scope),
      anyKey: isTeamActor(context.actor),
      token: (scope) => isTokenWith(context, scope),
      anyone: true,
    }),
    unauthorizedError: (_parent, context, _info, { failure }) => refusalFor(context, failure),
  },
  errors: {
    defaultTypes: [InvalidArgument],
    directResult: true,
    defaultUnionOptions: {
      description: 'The success, or one of the failures that are to be expected.',
      name: ({ fieldName }) => `${fieldName.charAt(0).toUpperCase()}${fieldName.slice(1)}Result`,
    },
  },
  relay: {
    encodeGlobalID: (typeName, id) => encodeGlobalId(typeName, String(id)),
    decodeGlobalID: (text) => decodeGlobalId(text, 'id'),
    nodesQueryOptions: false,
    nodeQueryOptions: false,
    nodeTypeOptions: { description: 'Anything that has a global id.' },
    idFieldOptions: { description: 'The global id: names the type and the thing.' },
    pageInfoTypeOptions: { description: 'Where a page of a list begins and ends.' },
    hasNextPageFieldOptions: { description: 'Whether more follows after `endCursor`.' },
    hasPreviousPageFieldOptions: { description: 'Whether the page did not begin at the start.' },
    startCursorFieldOptions: { description: 'The cursor of the first edge; null when empty.' },
    endCursorFieldOptions: {
      description: 'The cursor of the last edge, for `after`; null when empty.',
    },
    cursorFieldOptions: { description: 'Where this edge stands in the list, for `after`.' },
    pageInfoFieldOptions: { description: 'Where this page begins and ends.' },
    edgesFieldOptions: { description: 'The page.' },
    nodeFieldOptions: { description: 'The thing itself.' },
  },
});

builder.queryType({ description: 'What can be asked.' });
builder.mutationType({
  description:
    'What can be changed. Each answers with a union of its success and its expected failures.',
});
