import { describe, expect, it } from 'vitest';
import { texts as english } from '#src/web/link/texts/en.ts';
import { texts as spanish } from '#src/web/link/texts/es.ts';

const gradeMax = 6;

/** Every sentence of a language, with a team's name and numbers in the places left for them. */
function sentencesOf(words: unknown, path = ''): [string, string][] {
  if (typeof words === 'string') return [[path, words]];
  if (typeof words === 'function')
    return [[path, String(words(path.includes('wait') ? 2 : 'Acme', 5))]];
  if (typeof words !== 'object' || words === null) return [];
  return Object.entries(words).flatMap(([key, value]) => sentencesOf(value, `${path}.${key}`));
}

/** As it is heard: groups of vowels, without an e that ends a word. */
function syllables(word: string): number {
  const heard = word.toLowerCase().replace(/(?:[^laeiouy]es|[^laeiouy]e)$/, '');
  return Math.max(1, (heard.match(/[aeiouy]+/g) ?? []).length);
}

/** Flesch and Kincaid's grade of a text: the years of school that it takes. */
function gradeOf(text: string): number {
  const sentences = text.split(/[.!?:]+(?:\s|$)/).filter((sentence) => /\w/.test(sentence));
  const words = text.match(/[A-Za-z’']+/g) ?? [];
  const heard = words.reduce((sum, word) => sum + syllables(word), 0);
  return 0.39 * (words.length / sentences.length) + 11.8 * (heard / words.length) - 15.59;
}

/** The sentences in a row; titles and buttons of three words or fewer are none. */
function asText(sentences: readonly [string, string][]): string {
  const long = sentences.filter(([, text]) => text.split(' ').length > 3);
  return long.map(([, sentence]) => sentence.replace(/[^.!?]$/, '$&.')).join(' ');
}

describe('the texts of the page for linking', () => {
  it('take six years of school at most, in English', () => {
    const text = asText(sentencesOf(english));
    expect(text.length).toBeGreaterThan(3_000);
    expect(gradeOf(text)).toBeLessThanOrEqual(gradeMax);
  });

  for (const [group, words] of Object.entries(english)) {
    const text = asText(sentencesOf(words, group));
    // Of a few words each long one weighs too much.
    if (text.split(' ').length < 20) continue;
    it(`take six years of school at most in each part: ${group}`, () => {
      expect(gradeOf(text)).toBeLessThanOrEqual(gradeMax);
    });
  }

  it('are told to be hard when they are', () => {
    const hard =
      'Authentication of credentials necessitates institutional authorization procedures.';
    expect(gradeOf(hard)).toBeGreaterThan(gradeMax);
  });

  it('say everything in both languages, and no sentence in the other one', () => {
    const [ours, theirs] = [sentencesOf(english), sentencesOf(spanish)];
    expect(theirs.map(([path]) => path)).toEqual(ours.map(([path]) => path));
    const same = ours.filter(
      ([, text], place) => text === theirs[place]?.[1] && text.includes(' '),
    );
    expect(same.map(([, text]) => text).filter((text) => !/^Dexcom /.test(text))).toEqual([]);
  });

  it('name no mark but in words, and no code', () => {
    for (const [path, text] of [...sentencesOf(english), ...sentencesOf(spanish)]) {
      expect(text, path).not.toMatch(/[®™]|undefined|\[object|[A-Z]+_[A-Z]+/);
    }
  });
});
