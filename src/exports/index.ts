/**
 * All that is held of a person, as a file that is made while it is fetched: `request-export`
 * hands out an address with a token, `open-export` opens it, `sections` say what is in the file,
 * table by table.
 */
export { createExportTokens, type ExportTokens, exportTtlSeconds } from './export-tokens.ts';
export { openExport } from './open-export.ts';
export { exportPath, type RequestedExport, requestExport } from './request-export.ts';
