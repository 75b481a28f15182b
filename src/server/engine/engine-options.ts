import type { GraphQLSchema } from 'graphql';
import type { RequestFacts } from '#server/http';
import type { Introspection } from './introspection.ts';
import type { ShapeLimits } from './limit-shape.ts';
import type { PersistedOperations } from './persisted-operations.ts';

/** What the engine is given: a schema, a context factory, and how far strangers may go. */
export interface EngineOptions<Actor, Context extends object> {
  readonly schema: GraphQLSchema;
  readonly createContext: (facts: RequestFacts<Actor>) => Context;
  /**
   * Called when a query was answered, to empty what a weak map holds for its context. That would go
   * by itself, but only when the old generation is collected; until then it piles up there.
   */
  readonly endContext?: (context: Context) => void;
  readonly limits: OperationLimits;
  readonly introspection: Introspection;
  readonly isGraphiqlServed: boolean;
  /** When given, no other operations are answered. */
  readonly persistedOperations: PersistedOperations | null;
  /** Texts that are answered also then: those of the pages that the server itself sends. */
  readonly pageOperations?: ReadonlySet<string>;
  readonly isUnavailable: (error: unknown) => boolean;
  /**
   * A name for the rights of a context: subscribers with equal rights who ask the same share one
   * execution. Null, or no such function, where nothing is shared.
   */
  readonly rightsOf?: (context: Context) => string | null;
  /** The cursor of an event that a subscription's stream gave. */
  readonly cursorOf?: (event: object) => string | null;
  /** About how many characters such an event has when it is told. */
  readonly sizeOfEvent?: (event: object) => number;
}

interface OperationLimits extends ShapeLimits {
  readonly costMax: number;
}
