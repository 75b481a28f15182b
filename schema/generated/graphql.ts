/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** With what kind of credential a request was made. */
export type CredentialKind =
  /** A key of the team: may do all that the team may. */
  | 'API_KEY'
  /** A short-lived token that concerns one user, for front ends. */
  | 'USER_TOKEN';

/** What a user token is good for. */
export type UserTokenScope =
  /** Makes link tokens for the user. */
  | 'LINK'
  /** Reads the user's data. */
  | 'READ'
  /** Asks for the user's readings now. */
  | 'REFRESH'
  /** Subscribes to the user's events. */
  | 'WATCH';

export type ViewerAndUserQueryVariables = Exact<{
  userId: string;
}>;


export type ViewerAndUserQuery = { viewer: { credential: CredentialKind, scopes: Array<UserTokenScope> }, user: { id: string, clientUserId: string, timeZone: string | null } | null };


export const ViewerAndUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ViewerAndUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"credential"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"clientUserId"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}}]}}]} as unknown as DocumentNode<ViewerAndUserQuery, ViewerAndUserQueryVariables>;