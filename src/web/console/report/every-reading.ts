import type { Point } from '#web/console/rules/amounts.ts';

/** A page of readings, oldest first, as the gateway gives it. */
export interface ReadingsPage {
  readonly edges: readonly {
    readonly node: { readonly takenAt: string; readonly valueMgDl: number };
  }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

/** 14 days of a reading a minute are 20,160. */
export const readingsMax = 50_000;

/**
 * All readings, page after page: a file that left some out would not say so. Null where there are
 * more than `readingsMax`. `onCount` hears how many have come.
 */
export async function everyReading(
  pageAfter: (after: string | null) => Promise<ReadingsPage>,
  onCount: (count: number) => void,
): Promise<readonly Point[] | null> {
  const readings: Point[] = [];
  let after: string | null = null;
  for (;;) {
    const { edges, pageInfo }: ReadingsPage = await pageAfter(after);
    for (const { node } of edges) {
      readings.push({ timeMs: Date.parse(node.takenAt), mgDl: node.valueMgDl });
    }
    if (readings.length > readingsMax) return null;
    if (!pageInfo.hasNextPage) return readings;
    onCount(readings.length);
    after = pageInfo.endCursor;
  }
}
