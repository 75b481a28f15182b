import { type ExecutionResult, GraphQLError } from 'graphql';
import type { UnsentBytes } from '#server/limits';
import type { SocketWriter } from './socket-writer.ts';

/** Sends the answers to queries and mutations, each as a `next` message, within the bounds. */
export interface AnswerSenderOptions {
  readonly unsent: UnsentBytes;
  /** Of the answer to one query or mutation. */
  readonly answerBytesMax: number;
}

export interface Answer {
  readonly id: string;
  readonly result: ExecutionResult;
  readonly writer: SocketWriter;
  /** Makes a result fit for the client. */
  readonly publish: (result: ExecutionResult) => ExecutionResult;
}

/** Shorter answers are sent without asking for room: their number is bounded elsewhere. */
const unitsAskedFor = 8_000;

/** The function resolves when the client's side has taken the answer, or the socket is lost. */
export function createAnswerSender({
  unsent,
  answerBytesMax,
}: AnswerSenderOptions): (answer: Answer) => Promise<void> {
  function refusalOf(text: string, { callerKey }: SocketWriter): GraphQLError | null {
    if (text.length <= unitsAskedFor) return null;
    const bytes = Buffer.byteLength(text);
    if (bytes > answerBytesMax) {
      const message = `An answer may hold at most ${answerBytesMax} bytes.`;
      return new GraphQLError(message, { extensions: { code: 'ANSWER_TOO_LARGE' } });
    }
    if (unsent.hasRoomFor(callerKey, bytes)) return null;
    const message = 'Answers that were sent before have not been read yet.';
    return new GraphQLError(message, { extensions: { code: 'UNAVAILABLE' } });
  }

  return ({ id, result, writer, publish }) => {
    const textOf = (payload: ExecutionResult) => JSON.stringify({ id, type: 'next', payload });
    const text = textOf(result);
    const refusal = refusalOf(text, writer);
    return writer.writeWhole(refusal ? textOf(publish({ errors: [refusal] })) : text);
  };
}
