import { GatewayError } from 'glucose-gateway-client';
import { useState } from 'preact/hooks';
import type { Operation } from './operation.ts';
import { askNow } from './use-ask.ts';

/** What came of a deed: done, or not, in the gateway's own words. */
export type Outcome<Answer> =
  | { readonly kind: 'done'; readonly answer: Done<Answer> }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface Refusal {
  readonly message: string;
  readonly whatToDo: string;
  /** The name of the argument that is wrong; null where it is none of them. */
  readonly argument: string | null;
}

type Done<Answer> = Exclude<Answer, { readonly code: unknown }>;

/**
 * Sends a mutation with one field. An answer that holds a code is a refusal, and so is a request
 * that failed.
 */
export async function act<Result extends object, Variables extends object>(
  operation: Operation<Result, Variables>,
  variables: Variables,
): Promise<Outcome<Result[keyof Result]>> {
  try {
    const result = await askNow(operation, variables);
    const [answer] = Object.values(result) as [Partial<Refusal & { code: string }>];
    if (answer.code === undefined) return { kind: 'done', answer: answer as never };
    const { message = '', whatToDo = '', argument = null } = answer;
    return { kind: 'refused', refusal: { message, whatToDo, argument } };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const whatToDo = error.whatToDo ?? 'Try again.';
    return { kind: 'refused', refusal: { message: error.message, whatToDo, argument: null } };
  }
}

/** A deed of a button: busy while it goes on, and a second press does nothing. */
export function useDeed(): {
  readonly isBusy: boolean;
  readonly refusal: Refusal | null;
  run<Answer>(
    send: () => Promise<Outcome<Answer>>,
    onDone?: (answer: Done<Answer>) => void,
  ): Promise<void>;
} {
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  return {
    isBusy,
    refusal,
    async run(send, onDone) {
      if (isBusy) return;
      setBusy(true);
      setRefusal(null);
      const outcome = await send();
      setBusy(false);
      if (outcome.kind === 'refused') setRefusal(outcome.refusal);
      else onDone?.(outcome.answer);
    },
  };
}
