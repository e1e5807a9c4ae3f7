import type { ApiProblem } from '../../api';
import { formatDay, formatMonth } from '../../format';
import { t } from '../../i18n';

const known = [
  'required',
  'missing',
  'tooLong',
  'formula',
  'invisibleCharacter',
  'notAName',
  'identityNumber',
  'taken',
  'duplicate',
  'notOneOf',
  'notADay',
  'notAnInteger',
  'outOfRange',
  'notOfBranch',
  'unknown',
  'beforeLastMove',
  'alreadyThere',
  'alreadyLeft',
  'leftOnFirstDay',
  'monthOpened',
  'givenTwice',
  'notBelow',
  'unknownBranch',
  'ambiguousBranch',
  'unknownWord',
  'duplicateNumber',
  'memberElsewhere',
  'damagedNumber',
  'errorValue',
  'merged',
  'notAYear',
  'otherDayOnRecord',
  'headMissing',
  'headTwice',
  'noRows',
  'tooLarge',
  'empty',
  'notASpreadsheet',
  'oldFormat',
  'encrypted',
  'macros',
  'externalLinks',
  'zipBomb',
  'brokenFile',
  'tooManySheets',
  'tooManyRows',
  'tooManyColumns',
  'tooManyMergedCells',
  'cellTooLong',
  'htmlDisguised',
  'unknownEncoding',
  'mixedEncoding',
  'brokenCsv',
] as const;

/** A code of the service in words; one that we don't know is shown with the general sentence, never hidden. */
export function wordsOf(code: string, params: Record<string, string | number> = {}): string {
  const found = known.find((candidate) => candidate === code);
  const given = params['day'] ?? params['themeDay'];
  const day = given ? formatDay(String(given), { year: true }) : '';
  const month = params['month'] ? formatMonth(String(params['month'])) : '';
  return found ? t(`members.problem.${found}`, { ...params, day, month }) : t('members.problem.other', { code });
}

/** What the service said about each field, in words, by the field's name. */
export function fieldProblems(problem: ApiProblem): Record<string, string> {
  return Object.fromEntries(problem.errors.map(({ path, code, params }) => [path, wordsOf(code, params)]));
}
