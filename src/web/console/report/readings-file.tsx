import { GatewayError } from 'glucose-gateway-client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ReportReadings } from '#web/console/api/generated/operations.ts';
import { askNow } from '#web/console/api/use-ask.ts';
import { Icon } from '#web/console/parts/icon.tsx';
import { useUnit } from '#web/console/reader.ts';
import { readingsCsv, saveFile } from './csv.ts';
import { everyReading, type ReadingsPage, readingsMax } from './every-reading.ts';
import type { Period } from './period.ts';

const pageRows = 1_000;
const nothing: ReadingsPage = { edges: [], pageInfo: { endCursor: null, hasNextPage: false } };

export interface ReadingsFileProps {
  readonly name: string;
  readonly user: { readonly id: string };
  readonly period: Period;
  readonly zone: string;
}

/** Fetches every reading of the period, which may be more than are drawn, and gives them as a file. */
export function ReadingsFile({ name, user: { id }, period, zone }: ReadingsFileProps) {
  const unit = useUnit();
  const [comingCount, setComingCount] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const isShown = useRef(true);
  useEffect(
    () => () => {
      isShown.current = false;
    },
    [],
  );
  const from = new Date(period.fromMs).toISOString();
  const to = new Date(period.toMs).toISOString();

  async function pageAfter(after: string | null): Promise<ReadingsPage> {
    if (!isShown.current) return nothing;
    const { user } = await askNow(ReportReadings, { id, from, to, first: pageRows, after });
    return user?.samples ?? nothing;
  }

  async function fetchFile(): Promise<void> {
    setProblem(null);
    setComingCount(0);
    try {
      const readings = await everyReading(pageAfter, setComingCount);
      if (!isShown.current) return;
      if (readings) saveFile(name, readingsCsv(readings, unit, zone));
      else setProblem(`There are more than ${readingsMax.toLocaleString('en')} readings.`);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      setProblem(`There is no file: ${error.message}`);
    } finally {
      setComingCount(null);
    }
  }

  const isBusy = comingCount !== null;
  return (
    <>
      <button
        type="button"
        class="button"
        aria-disabled={isBusy}
        onClick={() => {
          if (!isBusy) void fetchFile();
        }}
      >
        <Icon name="download" />
        {isBusy ? `${comingCount.toLocaleString('en')} readings so far` : 'Readings as CSV'}
      </button>
      {problem && (
        <p class="small" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
