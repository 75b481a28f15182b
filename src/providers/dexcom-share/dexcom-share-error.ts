import type { Region } from '#providers/provider';
import type { ShareCall } from './calls.ts';
import type { ErrorCode } from './error-code.ts';
import type { Evidence, Failure } from './failure.ts';
import type { Verdict } from './verdict.ts';

/**
 * The one error of this folder. Nothing in it comes from the body or the request: Dexcom's messages
 * repeat account names and session ids, so none is kept, not even as a cause.
 */
export class DexcomShareError extends Error implements Verdict {
  override readonly name = 'DexcomShareError';
  readonly region: Region;
  readonly call: ShareCall;
  readonly failure: Failure;
  readonly evidence: Evidence;
  readonly code: ErrorCode | null;
  readonly httpStatus: number | null;
  readonly retryAfterMs: number | null;
  readonly networkCode: string | null;

  constructor(region: Region, call: ShareCall, verdict: Verdict) {
    super(describe(region, call, verdict));
    this.region = region;
    this.call = call;
    this.failure = verdict.failure;
    this.evidence = verdict.evidence;
    this.code = verdict.code;
    this.httpStatus = verdict.httpStatus;
    this.retryAfterMs = verdict.retryAfterMs;
    this.networkCode = verdict.networkCode;
  }
}

function describe(region: Region, call: ShareCall, verdict: Verdict): string {
  const facts = [
    `by ${verdict.evidence}`,
    verdict.code === null ? null : `code ${verdict.code}`,
    verdict.httpStatus === null ? null : `HTTP ${verdict.httpStatus}`,
    verdict.networkCode,
  ].filter((fact) => fact !== null);
  return `Dexcom Share ${region} ${call}: ${verdict.failure} (${facts.join(', ')})`;
}
