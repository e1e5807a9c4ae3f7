/**
 * The short code of a paper sheet: the sheet's number and one check digit, so that a form that lies on the table finds its
 * row, and a slip of the finger is noticed. Digits only: they are typed on the number pad and read by any scanner.
 * The check digit is Damm's (H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004), which notices every single wrong
 * digit and every swap of two neighbours. It is the service's and the web client's: both print and read codes with this.
 */
const quasigroup = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
] as const;

/** The largest number of a sheet: what an id column holds. */
const sheetIdMax = 2_147_483_647;

/** As many digits as ids have, the check digit and the zeros that fill the last group of three. */
const digitsMax = 12;

/** Codes stand in groups of three, at least two of them. */
const group = 3;
const digitsMin = 2 * group;

/** What the digits add up to in the quasigroup: the check digit of what stands before it, and 0 for a whole code. */
function interim(digits: string): number {
  return [...digits].reduce((row, digit) => Number(quasigroup[row]![Number(digit)]), 0);
}

/** The code of a sheet as it is printed: '000 427', in groups of three digits, the last of them the check digit. */
export function paperCode(sheetId: number): string {
  if (!Number.isSafeInteger(sheetId) || sheetId < 1 || sheetId > sheetIdMax)
    throw new RangeError(`A sheet has no number ${sheetId}.`);
  const digits = `${sheetId}${interim(String(sheetId))}`;
  const length = Math.max(digitsMin, Math.ceil(digits.length / group) * group);
  return digits.padStart(length, '0').replace(/(\d{3})(?=\d)/g, '$1 ');
}

/**
 * The number of the sheet that a code belongs to; null when it is none, or was mistyped. Blanks, hyphens, leading zeros and the
 * width of the digits say nothing. Never throws, whatever it is given.
 */
export function readPaperCode(text: string): number | null {
  const digits = text.normalize('NFKC').replace(/[\s\-‐-―−]/gu, '');
  if (!/^\d{2,}$/.test(digits) || digits.length > digitsMax || interim(digits) !== 0) return null;
  const sheetId = Number(digits.slice(0, -1));
  return sheetId >= 1 && sheetId <= sheetIdMax ? sheetId : null;
}
