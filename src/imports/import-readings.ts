import type { Db } from '#db';
import { type IncomingReading, keepHistory, type Origin } from '#glucose';
import { passwordProvider } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import { clarityItems } from './clarity-file.ts';
import type { FileContext, FileForm, FileItem, FileReading } from './file-item.ts';
import { ImportError } from './import-error.ts';
import { junctionItems } from './junction-file.ts';
import { createLocalTimes } from './local-times.ts';
import { nightscoutItems } from './nightscout-file.ts';

/** A file of one person's past. */
export interface HistoryFile {
  readonly userId: string;
  readonly form: FileForm;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Where the wearer's clock was, for times without a zone; null where there are none. */
  readonly timeZone: string | null;
}

export interface ImportSummary {
  /** Readings in the file; some may be one, as two devices told them. */
  readonly readingCount: number;
  /** Samples that were not there. */
  readonly createdCount: number;
  /** Readings whose value the file says with one decimal of mmol/L. */
  readonly roundedCount: number;
  readonly refusedCount: number;
  /** Alerts, calibrations and the like. */
  readonly otherCount: number;
}

/** A place that should hold a reading and does not, told as soon as it is found. */
export type TellRefusal = (text: string) => void;

interface Form {
  /** What its places are called, for people. */
  readonly place: 'line' | 'entry' | 'sample';
  items(chunks: AsyncIterable<Uint8Array>, context: FileContext): AsyncIterable<FileItem>;
}

const forms: Readonly<Record<FileForm, Form>> = {
  clarity: { place: 'line', items: clarityItems },
  nightscout: { place: 'entry', items: nightscoutItems },
  junction: { place: 'sample', items: junctionItems },
};

/** So many readings are in memory. */
const readingsAtOnce = 10_000;

/**
 * Keeps the readings of a file, and tells each place that was refused. What is stored already is not
 * written again, so a file may be imported once more, and after it stopped. Throws ImportError, whose
 * message says how far it came.
 */
export async function importReadings(
  db: Db,
  clock: Clock,
  file: HistoryFile,
  tellRefusal: TellRefusal,
): Promise<ImportSummary> {
  const { place, items } = forms[file.form];
  const nowMs = clock.nowMs();
  const context = { nowMs, localTimes: createLocalTimes(file.timeZone, nowMs) };
  const counts = { reading: 0, refused: 0, other: 0 };
  const keeper = createKeeper(db, clock, file.userId);
  let number = 0;
  const summary = () => ({
    readingCount: counts.reading,
    refusedCount: counts.refused,
    otherCount: counts.other,
    ...keeper.kept(),
  });
  try {
    for await (const item of items(file.chunks, context)) {
      number += 1;
      counts[item.kind] += 1;
      if (item.kind === 'refused') tellRefusal(`${place} ${number}: ${item.why}`);
      if (item.kind === 'reading') await keeper.take(item.reading);
    }
    await keeper.flush();
  } catch (cause) {
    // What the file said up to its broken place is kept; where writing failed, it is not tried again.
    if (cause instanceof ImportError) await keeper.flush();
    throw stoppedAt(`${place} ${number}`, summary(), cause);
  }
  if (counts.reading + counts.refused === 0) {
    const text = `the file holds no readings of the form "${file.form}"`;
    throw new ImportError('not-this-form', text);
  }
  return summary();
}

function stoppedAt(place: string, { createdCount }: ImportSummary, cause: unknown): ImportError {
  const { failure, message } =
    cause instanceof ImportError
      ? cause
      : ({ failure: 'stopped', message: 'the readings could not be written' } as const);
  const text = `The import stopped after ${place}: ${message}. ${createdCount} new samples are kept; once this is mended, import the whole file again: nothing will be there twice`;
  return new ImportError(failure, text, { cause });
}

/** Collects readings and keeps them by thousands. */
function createKeeper(db: Db, clock: Clock, userId: string) {
  let waiting: FileReading[] = [];
  let [createdCount, roundedCount] = [0, 0];

  async function keep(origin: Origin, readings: readonly IncomingReading[]): Promise<void> {
    const history = { userId, provider: passwordProvider, origin, readings };
    const kept = await keepHistory(db, history, dateOf(clock));
    createdCount += kept.createdCount;
  }

  async function flush(): Promise<void> {
    const rounded = waiting.filter(({ isRounded }) => isRounded);
    const exact = waiting.filter(({ isRounded }) => !isRounded);
    waiting = [];
    await keep('IMPORT', exact);
    await keep('IMPORT_ROUNDED', rounded);
    roundedCount += rounded.length;
  }

  return {
    flush,
    async take(reading: FileReading): Promise<void> {
      waiting.push(reading);
      if (waiting.length >= readingsAtOnce) await flush();
    },
    kept: () => ({ createdCount, roundedCount }),
  };
}
