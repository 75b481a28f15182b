/**
 * A person's past readings, out of a file. `clarity-file`, `nightscout-file` and `junction-file` say
 * what each place of such a file holds, one after the other; `local-times` what its local times mean;
 * `import-readings` keeps what they say by the history verb of `glucose`. Promises: a file may be
 * larger than memory, may be imported again, and overwrites nothing that Dexcom told; what is
 * refused is told with its place, and an import that stops says how far it came. No text holds a value.
 */
export { type FileForm, fileForms } from './file-item.ts';
export { type ImportSummary, importReadings } from './import-readings.ts';
