import { groupLine, formulaLines } from './describe-groups.js';
import { itemLines } from './describe-items.js';
import { bandLine, factLines, ownItemsLines, periodLines, profileLine, vetoLine } from './describe-results.js';
import { formatPoints } from './points.js';
import type { Scheme } from './scheme.js';
import type { Language } from './words/common.js';
import { ruleWords } from './words/rule.js';

export type { Language };

/** A part of the rule as people read it: a heading, and lines of text. */
export interface RuleSection {
  code:
    | 'formula'
    | 'base'
    | 'deductions'
    | 'contributions'
    | 'factors'
    | 'groups'
    | 'facts'
    | 'periods'
    | 'profiles'
    | 'bands'
    | 'vetoes'
    | 'ownItems';
  heading: string;
  lines: string[];
}

/**
 * The rule in words, generated from the very data that computes it (domain/scheme.md, arithmetic 11): every figure, limit,
 * period, case, decider and condition of the scheme appears, so that the text can't part from the arithmetic. What is usual is
 * said once, and an item speaks only where it differs. Expects a scheme that `checkScheme` accepts; of a draft with mistakes it
 * says what stands there.
 */
export function describeScheme(scheme: Scheme, language: Language): RuleSection[] {
  const lines: Record<RuleSection['code'], string[]> = {
    formula: [...introduction(scheme, language), ...formulaLines(scheme, language)],
    base: itemLines(scheme, 'base', language),
    deductions: itemLines(scheme, 'deduction', language),
    contributions: itemLines(scheme, 'contribution', language),
    factors: itemLines(scheme, 'factor', language),
    groups: scheme.groups.map((group) => groupLine(scheme, group, language)),
    facts: factLines(scheme, language),
    periods: periodLines(scheme, language),
    profiles: scheme.profiles.map((profile) => profileLine(scheme, profile, language)),
    bands: scheme.bands.map((_, at) => bandLine(scheme, at, language)),
    vetoes: scheme.vetoes.map((veto) => vetoLine(veto, language)),
    ownItems: ownItemsLines(scheme, language),
  };
  const headings = { ...ruleWords[language].headings, formula: scheme.name[language] };
  return (Object.keys(lines) as RuleSection['code'][])
    .map((code) => ({ code, heading: headings[code], lines: lines[code] }))
    .filter((section) => section.lines.length > 0);
}

function introduction(scheme: Scheme, language: Language): string[] {
  const text = ruleWords[language];
  const qualifications = scheme.qualifications.map(({ code, name }) => `${code} ${name[language]}`);
  return [
    text.version(scheme.version, scheme.code),
    text.step(formatPoints(scheme.stepHundredths)),
    ...(qualifications.length === 0 ? [] : [text.qualifications(qualifications)]),
  ];
}
