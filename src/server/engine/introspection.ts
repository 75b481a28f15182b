import { NoSchemaIntrospectionCustomRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { RequestFacts } from '#server/http';

/** Who may ask for the schema, and is helped with its names when one is misspelt. */
export type Introspection = 'nobody' | 'authenticated' | 'everyone';

type Caller = Pick<RequestFacts<unknown>, 'isAuthenticated'>;

export function mayIntrospect(introspection: Introspection, { isAuthenticated }: Caller): boolean {
  return introspection === 'everyone' || (introspection === 'authenticated' && isAuthenticated);
}

export function forbidIntrospection(
  introspection: Introspection,
): Plugin<{ readonly facts: Caller }> {
  return {
    onValidate({ context, addValidationRule }) {
      if (!mayIntrospect(introspection, context.facts)) {
        addValidationRule(NoSchemaIntrospectionCustomRule);
      }
    },
  };
}
