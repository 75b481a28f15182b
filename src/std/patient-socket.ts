import { Socket } from 'node:net';

/**
 * Of a name with several addresses Node tries one after the other, and ends each when it begins with
 * the next, after 250 ms: a host far away is never reached where another of its addresses is dead.
 * This is time for two packets to be lost.
 */
export const addressPatienceMs = 2_000;

/** A socket that gives each address of a name its time. */
export class PatientSocket extends Socket {
  /** To a port of a host, or to the path of a local socket. */
  override connect(portOrPath: unknown, host?: unknown): this {
    if (typeof portOrPath !== 'number' || typeof host !== 'string') {
      return super.connect(portOrPath as string);
    }
    return super.connect({
      port: portOrPath,
      host,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: addressPatienceMs,
    });
  }
}
