import { graphql } from 'graphql';
import type { Db } from '#db';
import { type Context, endContext, type Services, schema } from '#schema';
import type { Clock } from '#std/clock';
import { silentLog } from '#std/log';
import { type Actor, apiKeyScopes } from '#teams';

/**
 * What a program with a key of the team reads at the contract: the schema's own resolvers and rights,
 * over a rig's database and clock. No server stands between, since it would cost each test a second.
 */
export interface Contract {
  /** Takes variables as JSON has them. Throws for answers with errors. */
  ask<Data>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Data>;
}

export function contractOf(rig: {
  readonly db: Db;
  readonly clock: Clock;
  readonly teamId: string;
}): Contract {
  const { db, clock, teamId } = rig;
  const key = { keyId: 'test', addressRanges: null, expiresAt: null };
  const actor: Actor = { kind: 'api-key', teamId, ...key, scopes: apiKeyScopes };
  const services = { readCounter: { note() {} } } as Partial<Services> as Services;
  const facts = { address: '127.0.0.1', requestId: 'test', log: silentLog };
  return {
    async ask<Data>(source: string, variables: Readonly<Record<string, unknown>> = {}) {
      const variableValues = JSON.parse(JSON.stringify(variables));
      const { signal } = new AbortController();
      const contextValue: Context = { ...facts, actor, db, clock, signal, services };
      const answer = await graphql({ schema, source, variableValues, contextValue });
      endContext(contextValue);
      if (answer.errors || !answer.data) throw new Error(JSON.stringify(answer.errors));
      return answer.data as Data;
    },
  };
}
