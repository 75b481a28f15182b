/**
 * How a sample came here: by Dexcom Share, by Dexcom's OAuth API, from a file that was imported (with
 * the mg/dL, or made of mmol/L with one decimal), or as the simulated past of a sandbox.
 */
export const origins = ['SHARE', 'OAUTH', 'IMPORT', 'IMPORT_ROUNDED', 'SANDBOX'] as const;
export type Origin = (typeof origins)[number];

/** As it is stored. */
const letters: Readonly<Record<Origin, string>> = {
  SHARE: 's',
  OAUTH: 'o',
  IMPORT: 'i',
  IMPORT_ROUNDED: 'r',
  SANDBOX: 'x',
};

export function letterOfOrigin(origin: Origin): string {
  return letters[origin];
}

/** Throws for a letter that no origin has. */
export function originOf(letter: string): Origin {
  const origin = origins.find((each) => letters[each] === letter);
  if (!origin) throw new Error(`no origin has the letter ${letter}`);
  return origin;
}

/**
 * Whether another value of a reading takes the place of the one that is stored, by who told both.
 * What was imported or simulated overwrites nothing. The OAuth API holds what Dexcom corrected later:
 * it corrects Share, which then tells its own value again at each poll, and is not heard.
 */
const overwrites: Readonly<Record<Origin, Readonly<Record<Origin, boolean>>>> = {
  SHARE: { SHARE: true, OAUTH: false, IMPORT: true, IMPORT_ROUNDED: true, SANDBOX: true },
  OAUTH: { SHARE: true, OAUTH: true, IMPORT: true, IMPORT_ROUNDED: true, SANDBOX: true },
  IMPORT: { SHARE: false, OAUTH: false, IMPORT: false, IMPORT_ROUNDED: false, SANDBOX: false },
  IMPORT_ROUNDED: {
    SHARE: false,
    OAUTH: false,
    IMPORT: false,
    IMPORT_ROUNDED: false,
    SANDBOX: false,
  },
  SANDBOX: { SHARE: false, OAUTH: false, IMPORT: false, IMPORT_ROUNDED: false, SANDBOX: false },
};

export function mayOverwrite(told: Origin, stored: Origin): boolean {
  return overwrites[told][stored];
}

/** Whether a sample shows where the wearer's clock stood: a file may hold anything. */
export function isOfProvider(origin: Origin): boolean {
  return origin === 'SHARE' || origin === 'OAUTH';
}
