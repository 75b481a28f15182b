import {
  givenColumn,
  instantColumn,
  integerColumn,
  jsonColumn,
  mappedColumn,
  nullableIntegerColumn,
  packedRows,
  wordColumn,
} from '#db';
import { providerOfNumber } from '#providers';
import { originOf, trendOf } from './readings/index.ts';
import type { Sample } from './sample.ts';

/** What a chart shows of a sample. */
export type BriefSample = Pick<Sample, 'userId' | 'takenAt' | 'valueMgDl' | 'trend'>;

const briefColumns = {
  takenAt: instantColumn('taken_at'),
  valueMgDl: integerColumn('value_mg_dl'),
  trend: mappedColumn(integerColumn('trend'), trendOf),
};

const wholeColumns = {
  ...briefColumns,
  utcOffsetMinutes: nullableIntegerColumn('utc_offset_minutes'),
  receivedAt: instantColumn('received_at'),
  isLate: jsonColumn<boolean>('is_late'),
  revision: integerColumn('revision'),
  provider: mappedColumn(integerColumn('provider'), providerOfNumber),
  origin: mappedColumn(wordColumn('origin'), originOf),
};

/** Samples of one user, who is given. */
export const samplesOfUser = packedRows<Sample>({ userId: givenColumn(), ...wholeColumns });

export const samplesOfUsers = packedRows<Sample>({
  userId: wordColumn('user_id'),
  ...wholeColumns,
});

/** Samples beside their users, whose id is `id`. */
export const briefSamplesOfListed = packedRows<BriefSample>({
  userId: wordColumn('id'),
  ...briefColumns,
});
