import { bandLine, groupLine, itemLine, profileLine, vetoLine } from './describe-parts.js';
import { formatPoints, sum } from './points.js';
import type { ItemKind, Scheme } from './scheme.js';
import { words, type Language } from './words.js';

export { itemLine, type Language };

/** A part of the rule as people read it: a heading, and lines of text. */
export interface RuleSection {
  code: 'formula' | 'base' | 'deductions' | 'contributions' | 'groups' | 'facts' | 'profiles' | 'halfYear' | 'bands';
  heading: string;
  lines: string[];
}

/**
 * The rule in words, generated from the very data that computes it (domain/scheme.md, arithmetic 11): every figure,
 * cap, case, decider and condition of the scheme appears, so that the text can't part from the arithmetic. Expects a
 * scheme that `checkScheme` accepts.
 */
export function describeScheme(scheme: Scheme, language: Language): RuleSection[] {
  const text = words[language];
  const sections: RuleSection[] = [
    { code: 'formula', heading: scheme.name[language], lines: formula(scheme, language) },
    { code: 'base', heading: text.base, lines: itemsByCategory(scheme, 'base', language) },
    { code: 'deductions', heading: text.deductions, lines: itemsByCategory(scheme, 'deduction', language) },
    { code: 'contributions', heading: text.contributions, lines: itemsByCategory(scheme, 'contribution', language) },
    { code: 'groups', heading: text.groups, lines: scheme.groups.map((group) => groupLine(scheme, group, language)) },
    { code: 'facts', heading: text.facts, lines: text.factLines },
    { code: 'profiles', heading: text.profiles, lines: scheme.profiles.map((it) => profileLine(scheme, it, language)) },
    { code: 'halfYear', heading: text.halfYear, lines: halfYear(scheme, language) },
    { code: 'bands', heading: text.bands, lines: scheme.bands.map((_, at) => bandLine(scheme, at, language)) },
  ];
  return sections.filter((section) => section.lines.length > 0);
}

function formula(scheme: Scheme, language: Language): string[] {
  const text = words[language];
  const base = sum(scheme.items.map((item) => item.standardHundredths));
  return [
    text.version(scheme.version, scheme.code),
    text.month(
      formatPoints(base),
      scheme.contributionsCapHundredths === null ? null : formatPoints(scheme.contributionsCapHundredths),
      formatPoints(scheme.floorHundredths),
      scheme.ceilingHundredths === null ? null : formatPoints(scheme.ceilingHundredths),
    ),
    text.step(formatPoints(scheme.stepHundredths)),
    text.qualifications(scheme.qualifications.map(({ code, name }) => `${code} ${name[language]}`)),
  ];
}

function itemsByCategory(scheme: Scheme, kind: ItemKind, language: Language): string[] {
  return scheme.categories.flatMap(({ code, name }) => {
    const items = scheme.items.filter((item) => item.kind === kind && item.category === code);
    if (items.length === 0) return [];
    const standard = sum(items.map((item) => item.standardHundredths));
    const heading = words[language].category(code, name[language], kind === 'base' ? formatPoints(standard) : null);
    return [heading, ...items.map((item) => itemLine(item, language))];
  });
}

function halfYear(scheme: Scheme, language: Language): string[] {
  const { light, severe } = scheme.vetoes;
  return [
    words[language].mean(scheme.halfYear.countedMonthsMin),
    vetoLine(light, language),
    vetoLine(severe, language),
  ];
}
