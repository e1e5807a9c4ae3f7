import type { ExplainedLine } from './explain.js';
import { nameIn, partName } from './naming.js';
import { formatPoints } from './points.js';
import type { Override, Rules, Scheme } from './scheme.js';
import type { Adjustment, Score } from './score.js';
import { common, type Language } from './words/common.js';
import { noteSentences } from './words/notes.js';
import { sentence } from './words/sentence.js';

/** Of a score, what its adjustments are explained by. */
type Adjusted = Pick<Score, 'scoreHundredths' | 'lines'>;

/**
 * What a group or the total added to, or took from, what its members come to, and by which of its rules. Figures that some
 * profile overrides are left unsaid where the profile of the sheet isn't known.
 */
export function adjustmentLine(
  scheme: Scheme,
  score: Adjusted,
  adjustment: Adjustment,
  language: Language,
  profileCode?: string,
): ExplainedLine {
  const { lines } = noteSentences[language];
  const { group, pointsHundredths } = adjustment;
  const why = reason(scheme, score, adjustment, language, profileCode);
  const points = common[language].points(Math.abs(pointsHundredths));
  const change = sentence(pointsHundredths < 0 ? lines.less : lines.more, () => points);
  return {
    of: 'adjustment',
    entryNumber: null,
    code: group,
    head: group === null ? lines.total : nameIn(scheme.groups, group, language),
    sentence: sentence(lines.adjustment, (name) => (name === 'why' ? why : change)),
    notes: [why],
    claimedHundredths: 0,
    countedHundredths: pointsHundredths,
  };
}

function reason(
  scheme: Scheme,
  score: Adjusted,
  { code, group }: Adjustment,
  language: Language,
  profileCode?: string,
): string {
  const { adjustments } = noteSentences[language];
  const rules = group === null ? scheme.total : scheme.groups.find((candidate) => candidate.code === group);
  const overrides = overridesOf(scheme, group ?? 'total', profileCode);
  const own = rules && { ...rules, ...(profileCode === undefined ? {} : overrides[0]) };
  const isSure = profileCode !== undefined || overrides.length === 0;
  const say = (name: string) => (own ? saying(scheme, score, own, name, language) : null);
  return sentence(adjustments[variant(code, own, isSure)], say);
}

/** Other figures of a group or the total: of the sheet's profile, or of any where that isn't known. */
function overridesOf(scheme: Scheme, code: string, profileCode: string | undefined): Override[] {
  return scheme.profiles
    .filter((profile) => profileCode === undefined || profile.code === profileCode)
    .flatMap(({ overrides }) => overrides.filter((override) => override.code === code));
}

function variant(
  code: Adjustment['code'],
  rules: Rules | undefined,
  isSure: boolean,
): keyof typeof noteSentences.zh.adjustments {
  if (code !== 'groupCap' && code !== 'groupFloor' && code !== 'share') return code;
  if (!isSure || !rules) return `${code}OfProfile`;
  if (code !== 'groupCap') return code;
  if (rules.capHundredths === null) return 'groupCapOfProfile';
  return rules.capHundredths < 0 ? 'groupCapLoss' : 'groupCap';
}

function saying(scheme: Scheme, score: Adjusted, rules: Rules, name: string, language: Language): string | null {
  const { points, every, share, list } = common[language];
  const amount = (hundredths: number | null) => (hundredths === null ? null : points(hundredths));
  switch (name) {
    case 'share':
      return rules.share && share(rules.share);
    case 'factors':
      return list(rules.times.map((code) => factorWords(scheme, score, code, language)));
    case 'every':
      return every[rules.per];
    case 'roundHundredths':
      return amount(rules.roundHundredths);
    case 'capHundredths':
      return amount(rules.capHundredths === null ? null : Math.abs(rules.capHundredths));
    case 'floorHundredths':
      return amount(rules.floorHundredths);
    case 'scoreHundredths':
      return amount(score.scoreHundredths);
    default:
      return null;
  }
}

/** “民主评议系数” 1.2 */
function factorWords(scheme: Scheme, score: Adjusted, code: string, language: Language): string {
  const line = score.lines.find(({ itemCode }) => itemCode === code);
  const value = line?.countedHundredths ?? scheme.items.find((item) => item.code === code)?.standardHundredths;
  const name = common[language].quoted(partName(scheme, code, language));
  return value === undefined ? name : `${name} ${formatPoints(value)}`;
}
