import { Client, type ClientConfig, type PoolClient } from 'pg';
import { systemClock } from '#std/clock';

/**
 * A session that knows whether its server is a standby, from which one can only read, and what it
 * gives may be old: Postgres says so when a session begins, and again when the standby is promoted.
 */
export class SessionClient extends Client {
  isStandby = false;
  constructor(config?: ClientConfig) {
    super(config);
    this.connection.on('parameterStatus', ({ parameterName: name, parameterValue }) => {
      if (name === 'in_hot_standby') this.isStandby = parameterValue === 'on';
    });
  }
}

/** After a failover, an address may lead to the server that is no primary any more. */
export class StandbyError extends Error {
  override readonly name = 'StandbyError';
  readonly code = '25006';
  constructor() {
    super('the server is a standby, from which one can only read');
  }
}

/** For so long is believed what a session behind a pooler was told. */
const verdictMs = 1_000;

/**
 * Whether a pooler leads to a standby. It does not pass on what Postgres says of itself, so one
 * session in a second is asked before it is used; callers that come meanwhile go on with the verdict
 * before, and what they write there is refused by Postgres.
 */
export function createStandbyCheck(): (client: PoolClient) => Promise<boolean> {
  let isStandby = false;
  let untilMs = Number.NEGATIVE_INFINITY;
  return async (client) => {
    const nowMs = systemClock.monotonicMs();
    if (nowMs < untilMs) return isStandby;
    untilMs = nowMs + verdictMs;
    try {
      const { rows } = await client.query<{ is: boolean }>('select pg_is_in_recovery() as is');
      isStandby = rows[0]?.is === true;
      return isStandby;
    } catch (error) {
      // Nothing was learnt: whoever comes next asks.
      untilMs = Number.NEGATIVE_INFINITY;
      throw error;
    }
  };
}
