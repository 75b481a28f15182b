import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf } from './docs.ts';

export interface ImportTarget {
  /** Where the files are written that are imported. */
  readonly folder: string;
  readonly team: string;
  /** The id of the user, and the team's own. */
  readonly userId: string;
  readonly clientUserId: string;
}

/** The commands on pages that import a file of one reading, for a user who is there. */
export function importsShown({ folder, team, userId, clientUserId }: ImportTarget) {
  const mmolL = { timestamp: '2025-03-04T10:10:00+00:00', unit: 'mmol/L', value: 5.6 };
  const files = {
    'clarity.csv': `Index,Timestamp (YYYY-MM-DDThh:mm:ss),Event Type,Glucose Value (mg/dL)
1,2025-03-04T11:00:00,EGV,100`,
    'entries.json': JSON.stringify([{ type: 'sgv', date: 1_741_082_700_000, sgv: 110 }]),
    'glucose.json': JSON.stringify({ groups: { dexcom: [{ data: [mmolL] }] } }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const pages = ['docs/import.md', 'docs/coming-from-junction.md'];
  const lines = pages.flatMap((page) => blocksOf(page, 'sh').join('').split('\n'));
  return lines
    .filter((line) => line.startsWith('npm run gateway -- import '))
    .map((line) =>
      line
        .replace('npm run', 'npm run -s')
        .replace('"My team"', `"${team}"`)
        .replace(/--user \w[\w-]*/, (user) =>
          user.endsWith('USER') ? `--user ${userId}` : `--user ${clientUserId}`,
        )
        .replace(/\w+\.(csv|json)/, (name) => join(folder, name)),
    );
}
