/**
 * A text that is there, or still to come. One that is still to come is no promise: the answer's
 * levels would each make several, for hundreds of values that mostly arrive together, and that cost
 * more than all else about them. It tells who waits for it in the very turn in which it is there.
 */
export type Text = string | LateText;

export class LateText {
  #state: 'waiting' | 'there' | 'failed' = 'waiting';
  #text = '';
  #error: unknown;
  #listener: LateTextListener | undefined;

  /** Only the first outcome counts, as with promises. */
  settle(text: string): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'there';
    this.#text = text;
    this.#listener?.settle(text);
  }

  fail(error: unknown): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'failed';
    this.#error = error;
    this.#listener?.fail(error);
  }

  /** Each has one listener: the value around it. */
  tell(listener: LateTextListener): void {
    this.#listener = listener;
    if (this.#state === 'there') listener.settle(this.#text);
    else if (this.#state === 'failed') listener.fail(this.#error);
  }
}

export interface LateTextListener {
  settle(text: string): void;
  fail(error: unknown): void;
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Promise<unknown>).then === 'function'
  );
}

export function textOf(text: Text): string | Promise<string> {
  if (typeof text === 'string') return text;
  return new Promise((settle, fail) => text.tell({ settle, fail }));
}

/** What is written of a value that comes later; `rescue` gives what stands where that failed. */
function written(
  promise: Promise<unknown>,
  write: (value: unknown) => Text,
  rescue: (error: unknown) => string,
): LateText {
  const late = new LateText();
  const fail = (error: unknown) => settleRescued(late, error, rescue);
  promise.then((value) => {
    let text: Text;
    try {
      text = write(value);
    } catch (error) {
      return fail(error);
    }
    if (typeof text === 'string') late.settle(text);
    else text.tell({ settle: (each) => late.settle(each), fail });
  }, fail);
  return late;
}

/** The same text; `rescue` gives what stands in its place where it failed. */
function rescued(text: LateText, rescue: (error: unknown) => string): LateText {
  const late = new LateText();
  text.tell({
    settle: (each) => late.settle(each),
    fail: (error) => settleRescued(late, error, rescue),
  });
  return late;
}

function settleRescued(late: LateText, error: unknown, rescue: (error: unknown) => string): void {
  try {
    late.settle(rescue(error));
  } catch (further) {
    late.fail(further);
  }
}

/**
 * Writes what comes later, by the functions that write what is at hand and that say what stands
 * where it failed. Its closures are made here, and so only for what is late: one that stood beside
 * the others would cost each value something.
 */
export function lateWriter<Rest extends readonly unknown[]>(
  write: (value: unknown, ...rest: Rest) => Text,
  rescue: (error: unknown, ...rest: Rest) => string,
) {
  return {
    write: (promise: Promise<unknown>, ...rest: Rest): LateText =>
      written(
        promise,
        (value) => write(value, ...rest),
        (error) => rescue(error, ...rest),
      ),
    rescue: (text: LateText, ...rest: Rest): LateText =>
      rescued(text, (error) => rescue(error, ...rest)),
  };
}

/** Pieces of text, some of which are still to come, with their end. */
export function joined(parts: Text[], end: string): LateText {
  const whole = new LateText();
  whenAllThere(
    parts,
    () => {
      let text = '';
      // Not `join`, which would copy what is long once more for each level of the answer.
      for (const part of parts) text += part;
      whole.settle(text + end);
    },
    (error) => whole.fail(error),
  );
  return whole;
}

/** The others are still waited for, since they may have errors to note, too. */
export function failedAmong(parts: Text[] | undefined, error: unknown): LateText {
  if (!parts) throw error;
  const whole = new LateText();
  const fail = () => whole.fail(error);
  whenAllThere(parts, fail, fail);
  return whole;
}

/** Puts texts into their places as they come; `fail` is told of the first that does not. */
function whenAllThere(parts: Text[], done: () => void, fail: (error: unknown) => void): void {
  let outstanding = 1;
  const arrived = () => {
    outstanding -= 1;
    if (outstanding === 0) done();
  };
  for (let place = 0; place < parts.length; place += 1) {
    const part = parts[place] as Text;
    if (typeof part === 'string') continue;
    outstanding += 1;
    part.tell({
      settle(text) {
        parts[place] = text;
        arrived();
      },
      fail,
    });
  }
  arrived();
}

export function rethrow(error: unknown): never {
  throw error;
}
