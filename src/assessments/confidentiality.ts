/** Where a text that will be public comes from. */
export type PublicPlace = 'contact' | 'branchName' | 'memberName' | 'schemeWords';

export interface PublicText<Place extends string = PublicPlace> {
  place: Place;
  text: string;
}

/** Something in a public text that looks as if it should not be there. */
export interface PrivateFinding<Place extends string = PublicPlace> {
  place: Place;
  kind: 'idNumber' | 'mobileNumber' | 'emailAddress' | 'cardNumber';
  /** The words around it, with the digits hidden: the finding itself must not spread what it found. */
  excerpt: string;
}

/** Separators that people put between digits; between them the digits are still one number. */
const gap = '[ \\u00a0\\u3000.·-]?';
const digits = (count: string) => `(?:\\d${gap})${count}`;

/*
 * A resident's identity number has 17 digits and a check character, a mobile number 11 digits that begin with 1 and 3 to 9, a
 * bank card 16 to 19 digits. Office telephones stay: whoever takes objections has to be reached.
 */
const patterns: readonly (readonly [PrivateFinding['kind'], RegExp])[] = [
  ['idNumber', new RegExp(`(?<!\\d)[1-9]${gap}${digits('{16}')}[\\dXx](?!\\d)`, 'gu')],
  ['cardNumber', new RegExp(`(?<!\\d)${digits('{15,18}')}\\d(?!\\d)`, 'gu')],
  ['mobileNumber', new RegExp(`(?<!\\d)(?:\\+?86${gap})?1${gap}[3-9]${gap}${digits('{8}')}\\d(?!\\d)`, 'gu')],
  ['emailAddress', /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu],
];

const fullWidthDigits = /[０-９]/g;

/** Everything in these texts that looks like a number of a person, each place in a text once, in the order of the texts. */
export function privateFindings<Place extends string = PublicPlace>(
  texts: readonly PublicText<Place>[],
): PrivateFinding<Place>[] {
  return texts.flatMap(({ place, text }) => {
    const plain = text.replace(fullWidthDigits, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
    const taken: [number, number][] = [];
    return patterns.flatMap(([kind, pattern]) =>
      [...plain.matchAll(pattern)].flatMap((match): PrivateFinding<Place>[] => {
        const [from, until] = [match.index, match.index + match[0].length];
        if (taken.some(([start, end]) => from < end && start < until)) return [];
        taken.push([from, until]);
        return [{ place, kind, excerpt: excerptOf(plain, from, until) }];
      }),
    );
  });
}

const wordsAround = 12;

function excerptOf(text: string, from: number, until: number): string {
  const [before, found, after] = [text.slice(0, from), text.slice(from, until), text.slice(until)];
  const characters = [...found];
  const hidden = characters.map((character, index) => (index < 3 ? character : '•')).join('');
  return `${[...before].slice(-wordsAround).join('')}${hidden}${[...after].slice(0, wordsAround).join('')}`;
}
