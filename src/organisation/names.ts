import { Transform } from 'class-transformer';
import { IsString, ValidateBy } from 'class-validator';

export type NameProblem = 'missing' | 'tooLong' | 'formula' | 'invisibleCharacter' | 'notAName' | 'identityNumber';

/** Characters (code points) that fit the columns. */
export const longestUnitName = 120;
export const longestPersonName = 80;
export const longestMemberNumber = 40;

/** Control, zero-width, direction-changing and half characters: two names that look the same must be the same. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

/** A spreadsheet program runs a cell that begins with one of these, or with its full-width form. */
const formulaStart = /^[=+\-@＝＋－＠]/;

/**
 * A name as it is kept: composed characters, single blanks. Rosters pad two-character names with a blank to align them
 * (张　三); between Chinese characters a blank means nothing and is left out.
 */
export function nameOf(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Zs}\t\r\n]+/gu, ' ')
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
    .trim();
}

/** A member's number as it is kept: as written, but full-width digits and letters are the ordinary ones. */
export function memberNumberOf(text: string): string {
  return text.normalize('NFKC').trim();
}

/** What keeps a text from being a unit's name. */
export function unitNameProblem(name: string): NameProblem | null {
  return nameProblem(name, longestUnitName);
}

/** What keeps a text from being a person's name: no rule about its length or script but that it begins with a letter. */
export function personNameProblem(name: string): NameProblem | null {
  return nameProblem(name, longestPersonName) ?? (/^\p{L}/u.test(name) ? null : 'notAName');
}

/** What keeps a text from being a member's number. An identity number is refused: the service has no place for one. */
export function memberNumberProblem(number: string): NameProblem | null {
  const problem = nameProblem(number, longestMemberNumber);
  if (problem) return problem;
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._/()-]*$/u.test(number)) return 'notAName';
  return isIdentityNumber(number) ? 'identityNumber' : null;
}

function nameProblem(name: string, longest: number): NameProblem | null {
  if (name === '') return 'missing';
  if (!name.isWellFormed() || invisible.test(name)) return 'invisibleCharacter';
  if (formulaStart.test(name)) return 'formula';
  return [...name].length > longest ? 'tooLong' : null;
}

/** The eighteen characters of a resident's number, with a birthday that may be and the right check character (GB 11643). */
function isIdentityNumber(number: string): boolean {
  const match = /^\d{6}(?:19|20)\d{2}(\d{2})(\d{2})\d{3}[\dX]$/i.exec(number);
  if (!match || Number(match[1]) > 12 || Number(match[2]) > 31) return false;
  const sum = [...number.slice(0, 17)].reduce(
    (total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11),
    0,
  );
  return '10X98765432'[sum % 11] === number[17]?.toUpperCase();
}

const codes: readonly NameProblem[] = [
  'missing',
  'tooLong',
  'formula',
  'invisibleCharacter',
  'notAName',
  'identityNumber',
];

/** A field that is brought into the form in which it is kept, and then checked by one of the rules above. */
function kept(form: (text: string) => string, problem: (text: string) => NameProblem | null): PropertyDecorator {
  return (target, key) => {
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? form(value) : value))(target, key);
    IsString()(target, key);
    const free = (code: NameProblem) => (value: unknown) => typeof value !== 'string' || problem(value) !== code;
    for (const name of codes) ValidateBy({ name, validator: { validate: free(name) } })(target, key);
  };
}

export const IsUnitName = (): PropertyDecorator => kept(nameOf, unitNameProblem);
export const IsPersonName = (): PropertyDecorator => kept(nameOf, personNameProblem);
export const IsMemberNumber = (): PropertyDecorator => kept(memberNumberOf, memberNumberProblem);
