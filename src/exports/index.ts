/**
 * All that is held of a person, as a file that is generated while it is fetched. `request-export`
 * gives an address with a signed token (`export-tokens`), `open-export` opens it, `export-user` writes
 * the document from the `sections`, one for each table. Promises: no more than a page is in memory,
 * and both the request and the download are in the audit.
 */
export { createExportTokens, type ExportTokens, exportTtlSeconds } from './export-tokens.ts';
export { openExport } from './open-export.ts';
export { exportPath, type RequestedExport, requestExport } from './request-export.ts';
