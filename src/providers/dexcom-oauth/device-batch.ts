import { z } from 'zod';
import type { DataRange, DeviceBatch, ToldDevice } from '#providers/provider';
import { systemTimeMsOf } from './wire-time.ts';

const Envelope = z.object({ records: z.array(z.unknown()) });

/** Null, missing and empty alike: it was not told. Postgres stores no NUL in a text. */
const name = z
  .string()
  .max(100)
  .refine((text) => !text.includes('\0'))
  .nullish()
  .catch(null);
const Device = z.object({
  transmitterId: name,
  transmitterGeneration: name,
  displayDevice: name,
  displayApp: name,
  lastUploadDate: name,
});

/** Null for an answer that is none. Of a device that is told twice the later upload stands. */
export function deviceBatchOf(body: unknown): DeviceBatch | null {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) return null;
  const byName = new Map<string, ToldDevice>();
  let unreadableCount = 0;
  for (const record of envelope.data.records) {
    const device = Device.safeParse(record);
    if (!device.success) {
      unreadableCount += 1;
      continue;
    }
    const told = toldOf(device.data);
    const { lastUploadAtMs, ...names } = told;
    const key = JSON.stringify(names);
    const known = byName.get(key)?.lastUploadAtMs ?? 0;
    if (!byName.has(key) || (lastUploadAtMs ?? 0) > known) byName.set(key, told);
  }
  return { devices: [...byName.values()], unreadableCount };
}

function toldOf({ lastUploadDate, ...names }: z.output<typeof Device>): ToldDevice {
  return {
    transmitterId: names.transmitterId ?? '',
    transmitterGeneration: names.transmitterGeneration ?? '',
    displayDevice: names.displayDevice ?? '',
    displayApp: names.displayApp ?? '',
    lastUploadAtMs: lastUploadDate ? systemTimeMsOf(lastUploadDate) : null,
  };
}

const Moment = z.object({ systemTime: z.string() });
const Range = z.object({
  egvs: z.object({ start: Moment, end: Moment }).nullish(),
});

/** Null for an answer that is none. */
export function dataRangeOf(body: unknown): DataRange | null {
  const range = Range.safeParse(body);
  if (!range.success) return null;
  const { egvs } = range.data;
  if (!egvs) return { glucose: null };
  const [fromMs, toMs] = [egvs.start, egvs.end].map(({ systemTime }) => systemTimeMsOf(systemTime));
  return fromMs == null || toMs == null ? null : { glucose: { fromMs, toMs } };
}
