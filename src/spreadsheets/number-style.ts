import type { Archive } from './archive.js';
import { readXml } from './read-xml.js';

/** What a number format makes of a number; `plain` shows it as it is. */
export type NumberStyle = 'plain' | 'date' | 'percent';

/** The style of every cell format, in the order in which cells refer to them. */
export async function readStyles(archive: Archive, part: string): Promise<NumberStyle[]> {
  const custom = new Map<number, NumberStyle>();
  const styles: NumberStyle[] = [];
  let insideCellFormats = false;
  await readXml(part, archive.read(part), {
    open(element, attributes) {
      if (element === 'numFmt') custom.set(Number(attributes.numFmtId), styleOfFormat(attributes.formatCode ?? ''));
      if (element === 'cellXfs') insideCellFormats = true;
      if (element === 'xf' && insideCellFormats) {
        const id = Number(attributes.numFmtId ?? 0);
        styles.push(custom.get(id) ?? builtInStyle(id));
      }
    },
    close(element) {
      if (element === 'cellXfs') insideCellFormats = false;
    },
  });
  return styles;
}

/** 14–22 and 45–47 are dates and times everywhere, 27–36 and 50–58 in Chinese editions. */
function builtInStyle(id: number): NumberStyle {
  if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58))
    return 'date';
  return id === 9 || id === 10 ? 'percent' : 'plain';
}

function styleOfFormat(formatCode: string): NumberStyle {
  // Without quoted words, escaped characters, colours and locales: [Red], [$-804].
  const bare = formatCode.replace(/"[^"]*"|\\.|_.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  if (/[ymdhs年月日]/i.test(bare) && !/general/i.test(bare)) return 'date';
  return bare.includes('%') ? 'percent' : 'plain';
}

/** Excel keeps 15 digits: a longer number, such as an identity number, has already lost its end and is shown as 1.1E+17. */
export function textOfNumber(
  value: string,
  style: NumberStyle = 'plain',
  date1904 = false,
): { text: string; kind: 'number' | 'date' | 'error'; rounded?: boolean } {
  const number = Number(value);
  if (!Number.isFinite(number)) return { text: value, kind: 'error' };
  if (style === 'date') {
    const text = dayOfSerial(number, date1904);
    return text === null ? { text: value, kind: 'error' } : { text, kind: 'date' };
  }
  if (Math.abs(number) >= 1e15) return { text: number.toExponential().toUpperCase(), kind: 'number', rounded: true };
  if (style === 'percent') return { text: `${Number((number * 100).toPrecision(15))}%`, kind: 'number' };
  return { text: String(Number(number.toPrecision(15))), kind: 'number' };
}

const DAY_MILLISECONDS = 86_400_000;

/** 'YYYY-MM-DD', with ' HH:mm:ss' only where a time is stored. Serial 60 is Excel's 29 February 1900, which never was: callers refuse it as a day. */
function dayOfSerial(serial: number, date1904: boolean): string | null {
  const milliseconds = Math.round(serial * 86_400) * 1000;
  const day = Math.floor(milliseconds / DAY_MILLISECONDS);
  if (day < 0 || day > 2_958_465) return null;
  const time = milliseconds % DAY_MILLISECONDS === 0 ? '' : ` ${new Date(milliseconds).toISOString().slice(11, 19)}`;
  if (!date1904 && day === 60) return `1900-02-29${time}`;
  const epoch = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, day < 60 ? 31 : 30);
  return new Date(epoch + day * DAY_MILLISECONDS).toISOString().slice(0, 10) + time;
}
