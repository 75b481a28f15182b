import { readFileSync } from 'node:fs';
import { settings } from './settings.ts';

/** Reads one setting from its variable, or where it is a secret, from a file that NAME_FILE names. */
export type SettingReading =
  | {
      readonly kind: 'setting';
      readonly value: unknown;
      readonly isGiven: boolean;
      readonly text: string | undefined;
    }
  | { readonly kind: 'mistake'; readonly mistake: ConfigMistake; readonly isGiven: boolean };

export interface ConfigMistake {
  readonly name: string;
  /** What the setting takes. */
  readonly expected: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;
export type SettingName = keyof typeof settings;

export function readSetting(name: SettingName, env: Environment): SettingReading {
  const { takes, expected, isSecret } = settings[name];
  const path = isSecret ? presentText(env[`${name}_FILE`]) : undefined;
  const own = presentText(env[name]);
  if (path !== undefined && own !== undefined) {
    const eitherOne = `no value where ${name}_FILE names a file that holds it`;
    return { kind: 'mistake', mistake: { name, expected: eitherOne }, isGiven: true };
  }
  const inFile = path === undefined ? undefined : readText(path);
  if (inFile === null) {
    const mistake = { name: `${name}_FILE`, expected: 'the path of a file that can be read' };
    return { kind: 'mistake', mistake, isGiven: true };
  }
  const text = presentText(inFile) ?? own;
  const isGiven = text !== undefined;
  const result = takes.safeParse(text);
  if (result.success) return { kind: 'setting', value: result.data, isGiven, text };
  return { kind: 'mistake', mistake: { name, expected }, isGiven };
}

/** What may be logged of a setting: of a secret only whether it is there. */
export function tellSetting(
  name: SettingName,
  { value, isGiven, text }: Extract<SettingReading, { kind: 'setting' }>,
): unknown {
  if (settings[name].isSecret) return isGiven ? 'given' : 'none';
  // The address of a collector may hold a password, or a token in its query.
  return text?.replace(/\/\/[^/?#]*@/, '//').replace(/\?.*$/s, '?…') ?? value ?? 'none';
}

/** An empty setting is an absent one. */
function presentText(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
