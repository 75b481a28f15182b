import type { ServerResponse } from 'node:http';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { networkOf, siteOf } from '#std/network-of';
import { type HttpResponse, refusal } from './http/index.ts';
import { beginRequest } from './intake.ts';
import type { OperationSlots } from './limits/index.ts';

/**
 * Bounds what is answered at paths that judge their callers themselves, such as doors and pages: in
 * number, by node and network, and in time, as operations are. What is late goes on to its end and
 * keeps its slot until then.
 */
export type AnswerInBounds = (
  visit: BoundedVisit,
  answer: () => Promise<HttpResponse>,
) => Promise<HttpResponse>;

interface BoundedVisit {
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly address: string;
  /** The request's Accept header. */
  readonly accept: string | undefined;
}

export interface PathBounds {
  readonly slots: OperationSlots;
  readonly clock: Clock;
  readonly log: Log;
  readonly deadlineMs: number;
}

export function createPathBounds(bounds: PathBounds): AnswerInBounds {
  const { slots, log, deadlineMs } = bounds;
  return async ({ response, requestId, address, accept }, answer) => {
    const asked = { requestId, accept };
    const slot = slots.isFull()
      ? null
      : slots.take(`paths ${siteOf(address) ?? networkOf(address)}`);
    if (!slot) return refusal({ code: 'UNAVAILABLE', message: 'The gateway is busy.', ...asked });
    const lifetime = beginRequest(response, slot, bounds);
    const answering = answer();
    const ran = () => slot.ran();
    answering.then(ran, ran);
    const given = await Promise.race([answering, lifetime.deadline]).finally(lifetime.answered);
    if (given !== 'deadline') return given;
    answering.catch((error) => log.warn('request.failed_late', { requestId, error }));
    const message = `The request took more than ${deadlineMs} ms.`;
    return refusal({ code: 'DEADLINE_EXCEEDED', message, ...asked });
  };
}
