import type { Settings, ShownReading, Style } from '#simulator/people';
import { trends } from '#simulator/people';

/**
 * Writes readings byte for byte as the service does: no spaces, the keys in its order. WT is the
 * phone's time, ST the sensor's, DT the phone's with its offset from UTC. Built as text, since this
 * is most of what a busy simulator does.
 */
export function writeReadings(
  readings: readonly ShownReading[],
  settings: Settings,
  style: Style,
): string {
  return `[${readings.map((reading) => writeReading(reading, settings, style)).join(',')}]`;
}

function writeReading(reading: ShownReading, settings: Settings, style: Style): string {
  const { wallMs, systemMs, utcOffsetMinutes, valueMgDl } = reading;
  const wt = dateOfStyle(style, `${wallMs}`);
  const st = dateOfStyle(style, `${systemMs}`);
  const dt = settings.isDisplayTimeLocal
    ? dateOfStyle(style, `${wallMs + utcOffsetMinutes * 60_000}+0000`)
    : dateOfStyle(style, `${wallMs}${offsetText(utcOffsetMinutes)}`);
  const trend = style.trends === 'int' ? `${trends.indexOf(reading.trend)}` : `"${reading.trend}"`;
  return style.dates === 'slashed'
    ? `{"DT":${dt},"ST":${st},"Trend":${trend},"Value":${valueMgDl},"WT":${wt}}`
    : `{"WT":${wt},"ST":${st},"DT":${dt},"Value":${valueMgDl},"Trend":${trend}}`;
}

/** A slash was written with a backslash before it, which JSON allows and ignores. */
function dateOfStyle(style: Style, text: string): string {
  return style.dates === 'slashed' ? `"\\/Date(${text})\\/"` : `"Date(${text})"`;
}

/** `+0530`, `-0400`. */
function offsetText(offsetMinutes: number): string {
  const minutes = Math.abs(offsetMinutes);
  const hour = Math.floor(minutes / 60);
  const sign = offsetMinutes < 0 ? '-' : '+';
  return `${sign}${twoDigits(hour)}${twoDigits(minutes % 60)}`;
}

function twoDigits(n: number): string {
  return `${n}`.padStart(2, '0');
}
