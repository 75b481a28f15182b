import type { Texts } from './en.ts';

/** Every language, in its own name; the texts of one come when they are needed. */
export const languages = [
  { code: 'en', name: 'English', load: () => import('./en.ts') },
  { code: 'es', name: 'Español', load: () => import('./es.ts') },
] as const;

/** The texts of a language; English where there is none of that code. */
export async function loadTexts(code: string): Promise<Texts> {
  const language = languages.find((each) => each.code === code) ?? languages[0];
  return (await language.load()).texts;
}
