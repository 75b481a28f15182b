/**
 * A piece of the answer: its text, or one that is still pending. That is no promise: each level of
 * the answer would make several of them for hundreds of values that mostly arrive together, and
 * they would cost more than all the rest. A pending text calls its listener at once when it is
 * there.
 */
export type Text = string | PendingText;

export class PendingText {
  #state: 'pending' | 'resolved' | 'rejected' = 'pending';
  #text = '';
  #error: unknown;
  #listener: TextListener | undefined;

  /** Only the first outcome counts, as with promises. */
  resolve(text: string): void {
    if (this.#state !== 'pending') return;
    this.#state = 'resolved';
    this.#text = text;
    this.#listener?.resolve(text);
  }

  reject(error: unknown): void {
    if (this.#state !== 'pending') return;
    this.#state = 'rejected';
    this.#error = error;
    this.#listener?.reject(error);
  }

  /** Each text has one listener: whatever the value stands in. */
  listen(listener: TextListener): void {
    this.#listener = listener;
    if (this.#state === 'resolved') listener.resolve(this.#text);
    else if (this.#state === 'rejected') listener.reject(this.#error);
  }
}

export interface TextListener {
  resolve(text: string): void;
  reject(error: unknown): void;
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

export function textOf(text: Text): string | Promise<string> {
  if (typeof text === 'string') return text;
  return new Promise((resolve, reject) => text.listen({ resolve, reject }));
}

/**
 * Writes values that come later: `write` writes one that is at hand, `recover` gives what stands in
 * its place when it failed. The closures for a value are made here and so for pending values only:
 * made beside the synchronous way they would cost every value something.
 */
export function createPendingWriter<Rest extends readonly unknown[]>(
  write: (value: unknown, ...rest: Rest) => Text,
  recover: (error: unknown, ...rest: Rest) => string,
) {
  return {
    write: (promise: Promise<unknown>, ...rest: Rest): PendingText =>
      writtenLater(
        promise,
        (value) => write(value, ...rest),
        (error) => recover(error, ...rest),
      ),
    /** The same text; where it fails, what `recover` gives. */
    recover(text: PendingText, ...rest: Rest): PendingText {
      const recovered = new PendingText();
      text.listen({
        resolve: (each) => recovered.resolve(each),
        reject: (error) => settleRecovered(recovered, error, (each) => recover(each, ...rest)),
      });
      return recovered;
    },
  };
}

function writtenLater(
  promise: Promise<unknown>,
  write: (value: unknown) => Text,
  recover: (error: unknown) => string,
): PendingText {
  const pending = new PendingText();
  const reject = (error: unknown) => settleRecovered(pending, error, recover);
  promise.then((value) => {
    let text: Text;
    try {
      text = write(value);
    } catch (error) {
      return reject(error);
    }
    if (typeof text === 'string') pending.resolve(text);
    else text.listen({ resolve: (each) => pending.resolve(each), reject });
  }, reject);
  return pending;
}

function settleRecovered(
  pending: PendingText,
  error: unknown,
  recover: (error: unknown) => string,
): void {
  try {
    pending.resolve(recover(error));
  } catch (further) {
    pending.reject(further);
  }
}

/** Pieces in their order, some of them pending, and the end behind them. */
export function joined(parts: Text[], end: string): PendingText {
  const whole = new PendingText();
  whenAllSettled(
    parts,
    () => {
      let text = '';
      // Not `join`, which would copy what is long once more for each level of the answer.
      for (const part of parts) text += part;
      whole.resolve(text + end);
    },
    (error) => whole.reject(error),
  );
  return whole;
}

/**
 * A text that fails with this error once its pending parts have settled: they are waited for, since
 * they may have errors of their own to add. Throws the error at once where nothing is pending.
 */
export function rejectedBeside(parts: Text[] | undefined, error: unknown): PendingText {
  if (!parts) throw error;
  const whole = new PendingText();
  const reject = () => whole.reject(error);
  whenAllSettled(parts, reject, reject);
  return whole;
}

/** Puts texts into their places as they come; `onRejected` is called as soon as one has failed. */
function whenAllSettled(
  parts: Text[],
  onAllResolved: () => void,
  onRejected: (error: unknown) => void,
): void {
  let pendingCount = 1;
  const countDown = () => {
    pendingCount -= 1;
    if (pendingCount === 0) onAllResolved();
  };
  for (let place = 0; place < parts.length; place += 1) {
    const part = parts[place] as Text;
    if (typeof part === 'string') continue;
    pendingCount += 1;
    part.listen({
      resolve(text) {
        parts[place] = text;
        countDown();
      },
      reject: onRejected,
    });
  }
  countDown();
}

export function rethrow(error: unknown): never {
  throw error;
}
