import { formatPoints } from './points.js';
import {
  itemOf,
  type Band,
  type Group,
  type Item,
  type Option,
  type Profile,
  type Scheme,
  type Veto,
} from './scheme.js';
import { words, type Language } from './words.js';

/** One item in one line: its name, how it is valued, its cap, who enters and decides it, on what evidence. */
export function itemLine(item: Item, language: Language): string {
  const text = words[language];
  const sentences = [
    valuing(item, language),
    item.kind === 'base' ? null : text.cap(item.capHundredths === null ? null : formatPoints(item.capHundredths)),
    item.onceADeed ? text.onceADeed : null,
    text.evidence(item.evidence[language], item.evidenceRequired),
    item.automatic ? text.automatic[item.automatic] : null,
    text.people(
      item.claimedBy.map((who) => text.deciders[who]),
      text.deciders[item.decidedBy],
    ),
  ];
  return text.line(`${item.code} ${item.name[language]} (${item.qualification})`, present(sentences));
}

function valuing(item: Item, language: Language): string {
  const text = words[language];
  const full = item.kind === 'base' ? text.full(formatPoints(item.standardHundredths)) : null;
  return text.join(present([full, way(item, language)]));
}

function way({ options, each, range }: Item, language: Language): string | null {
  const text = words[language];
  if (options) return text.join(options.map((option) => optionWords(option, language)));
  if (each) return text.each(formatPoints(each.pointsHundredths), each.unit[language], each.countMax);
  return range ? text.range(formatPoints(range.fromHundredths), formatPoints(range.toHundredths)) : null;
}

function optionWords({ name, pointsHundredths, decidedBy }: Option, language: Language): string {
  const text = words[language];
  const decider = decidedBy ? text.optionDecider(text.deciders[decidedBy]) : '';
  return `${name[language]} ${formatPoints(pointsHundredths)}${decider}`;
}

export function groupLine(scheme: Scheme, group: Group, language: Language): string {
  const text = words[language];
  const items = group.items.map((code) => named(scheme, code, language));
  return text.line(`${group.name[language]} (${group.code})`, [
    text.list(items),
    text.combine[group.combine],
    text.cap(group.capHundredths === null ? null : formatPoints(group.capHundredths)),
  ]);
}

export function profileLine(scheme: Scheme, profile: Profile, language: Language): string {
  const text = words[language];
  const out = profile.notApplicable.map((code) => named(scheme, code, language));
  const scored = out.length === 0 ? text.scoredOnAll : text.notApplicable(text.list(out));
  return text.line(`${profile.name[language]} (${profile.code})`, [profile.scored ? scored : text.notScored]);
}

export function vetoLine(veto: Veto, language: Language): string {
  return words[language].veto(veto.name[language], formatPoints(veto.capHundredths));
}

/** A band: from where, to where the band above begins, and its conditions. */
export function bandLine(scheme: Scheme, at: number, language: Language): string {
  const text = words[language];
  const band = scheme.bands[at];
  if (!band) return '';
  const above = scheme.bands[at - 1];
  const threshold = text.threshold(
    formatPoints(band.fromHundredths),
    above ? formatPoints(above.fromHundredths) : null,
  );
  return text.line(`${band.name[language]} (${band.code})`, [threshold, ...conditions(scheme, band, language)]);
}

function conditions(scheme: Scheme, band: Band, language: Language): string[] {
  const text = words[language];
  const { noVeto, lowestMonthAtLeastHundredths, withoutItems, quota } = band.conditions;
  return present([
    noVeto ? text.noVeto : null,
    lowestMonthAtLeastHundredths === undefined ? null : text.lowestMonth(formatPoints(lowestMonthAtLeastHundredths)),
    withoutItems ? text.without(text.list(withoutItems.map((code) => named(scheme, code, language)))) : null,
    quota ? text.quota(quota.numerator, quota.denominator, quota.atLeast) : null,
  ]);
}

function named(scheme: Scheme, code: string, language: Language): string {
  return `${code} ${itemOf(scheme, code)?.name[language] ?? ''}`.trim();
}

function present(parts: readonly (string | null)[]): string[] {
  return parts.filter((part) => part !== null);
}
