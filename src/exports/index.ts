export { createExportTokens, type ExportTokens, exportTtlSeconds } from './export-tokens.ts';
export {
  type ExportFile,
  type ExportOpening,
  type ExportParts,
  openExport,
} from './open-export.ts';
export { exportPath, type RequestedExport, requestExport } from './request-export.ts';
