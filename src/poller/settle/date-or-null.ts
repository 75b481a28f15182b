export function dateOrNull(atMs: number | null): Date | null {
  return atMs === null ? null : new Date(atMs);
}
