/**
 * The form of an export of Dexcom Clarity, and nothing else: `clarity-rows` finds its columns in any
 * language and reads its rows one by one. What a local time means, and what is done with a row that
 * cannot be read, is for others to decide. Promise: no refusal holds a value.
 */
export {
  type ClarityColumns,
  type ClarityRow,
  clarityColumnsOf,
  clarityColumnsWanted,
  readClarityRow,
} from './clarity-rows.ts';
