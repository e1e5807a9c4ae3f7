import type { ExplainedLine } from './explain.js';
import { nameIn, partName } from './naming.js';
import { formatPoints } from './points.js';
import type { Rules, Scheme } from './scheme.js';
import type { Adjustment, Score } from './score.js';
import { common, type Language } from './words/common.js';
import { noteSentences } from './words/notes.js';
import { sentence } from './words/sentence.js';

/** What a group or the total added to, or took from, what its members come to, and by which of its rules. */
export function adjustmentLine(
  scheme: Scheme,
  score: Score,
  adjustment: Adjustment,
  language: Language,
): ExplainedLine {
  const { lines } = noteSentences[language];
  const { group, pointsHundredths } = adjustment;
  const why = reason(scheme, score, adjustment, language);
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

function reason(scheme: Scheme, score: Score, { code, group }: Adjustment, language: Language): string {
  const { adjustments } = noteSentences[language];
  const rules = group === null ? scheme.total : scheme.groups.find((candidate) => candidate.code === group);
  const say = (name: string) => (rules ? saying(scheme, score, rules, name, language) : null);
  return sentence(adjustments[variant(scheme, code, group, rules)], say);
}

/** A limit that a profile overrides is told without its figure: the score doesn't say which profile it was. */
function variant(
  scheme: Scheme,
  code: Adjustment['code'],
  group: string | null,
  rules: Rules | undefined,
): keyof typeof noteSentences.zh.adjustments {
  if (code !== 'groupCap' && code !== 'groupFloor') return code;
  const isOverridden = scheme.profiles.some(({ overrides }) => overrides.some((override) => override.code === group));
  if (isOverridden || !rules) return `${code}OfProfile`;
  if (code === 'groupFloor') return code;
  if (rules.capHundredths === null) return 'groupCapOfProfile';
  return rules.capHundredths < 0 ? 'groupCapLoss' : 'groupCap';
}

function saying(scheme: Scheme, score: Score, rules: Rules, name: string, language: Language): string | null {
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
function factorWords(scheme: Scheme, score: Score, code: string, language: Language): string {
  const line = score.lines.find(({ itemCode }) => itemCode === code);
  const value = line?.countedHundredths ?? scheme.items.find((item) => item.code === code)?.standardHundredths;
  const name = common[language].quoted(partName(scheme, code, language));
  return value === undefined ? name : `${name} ${formatPoints(value)}`;
}
