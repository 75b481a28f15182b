import { Client, type ClientConfig } from 'pg';

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
