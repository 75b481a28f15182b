/** A colour of buttons, and that of what stands on them, for light and for dark. */
export interface Accent {
  readonly light: string;
  readonly onLight: string;
  readonly dark: string;
  readonly onDark: string;
}

/** What stands around the buttons: the colours of cards in `shared/base.css`. */
const lightCard = '#ffffff';
const darkCard = '#191d23';
/** WCAG 2.2, 1.4.3, for text of any size. */
const contrastMin = 4.5;

/**
 * A team's colour as it can be read: darkened on light cards, lightened on dark ones, only as far as
 * the contrast needs it. `color` is like `#0a7c66`.
 */
export function accentOf(color: string): Accent {
  const light = mended(color, '#000000', lightCard);
  const dark = mended(color, '#ffffff', darkCard);
  return { light, onLight: '#ffffff', dark, onDark: readableOn(dark) };
}

function mended(color: string, towards: string, card: string): string {
  for (let step = 0; step <= 100; step += 1) {
    const mix = mixed(color, towards, step / 100);
    if (contrast(mix, card) >= contrastMin) return mix;
  }
  return towards;
}

function readableOn(color: string): string {
  return contrast('#000000', color) >= contrast('#ffffff', color) ? '#000000' : '#ffffff';
}

function mixed(from: string, to: string, share: number): string {
  const [one, other] = [channelsOf(from), channelsOf(to)];
  const mix = one.map((value, index) => Math.round(value + ((other[index] ?? 0) - value) * share));
  return `#${mix.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** WCAG's contrast of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(color).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channelsOf(color: string): readonly number[] {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
}
