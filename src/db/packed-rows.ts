/**
 * Rows as one JSON text, for pages that are read often: the driver takes rows apart field by field,
 * while a JSON text is read by the engine in one go. `columns` say what stands
 * in a row's array, over the rows of the query, in its order.
 */
export function packedRows(columns: readonly string[], query: string): string {
  return `select json_agg(json_build_array(${columns.join(', ')}))::text from (${query}) as page`;
}

/** The rows of such a text. */
export function rowsOfPacked<Row extends readonly unknown[]>(packed: string | null): Row[] {
  return packed === null ? [] : JSON.parse(packed);
}

/** An instant as JSON has it best; microseconds are cut off, as the driver does. */
export function epochMs(column: string): string {
  return `floor(date_part('epoch', ${column}) * 1000 + 0.0005)::bigint`;
}

export function dateOfEpochMs(epochMs: number | null): Date | null {
  return epochMs === null ? null : new Date(epochMs);
}
