import {
  bandChanges,
  frameChanges,
  groupChanges,
  itemChanges,
  ownItemsChanges,
  profileChanges,
  rulesChanges,
  vetoChanges,
} from './compare-parts.js';
import { changesOfList, type Compared } from './compare-lists.js';
import { itemText } from './describe-items.js';
import { groupLine } from './describe-groups.js';
import { bandLine, profileLine, vetoLine } from './describe-results.js';
import { itemName } from './naming.js';
import type { Scheme, SummaryRule, Text } from './scheme.js';
import { changeWords } from './words/changes.js';
import { common, type Language } from './words/common.js';
import { ruleWords } from './words/rule.js';

/** A part of the comparison of two versions: a heading, and what changed, line by line. */
export interface ComparisonSection {
  code:
    | 'frame'
    | 'total'
    | 'items'
    | 'groups'
    | 'categories'
    | 'qualifications'
    | 'profiles'
    | 'summaries'
    | 'bands'
    | 'vetoes'
    | 'ownItems'
    | 'other';
  heading: string;
  lines: string[];
}

/**
 * What changed from one version of a rule to another, in words: what was added, taken out, renamed and moved, and every figure
 * with what it was and what it is. No sections: the two say the same.
 */
export function compareSchemes(before: Scheme, after: Scheme, language: Language): ComparisonSection[] {
  const lines: Record<ComparisonSection['code'], string[]> = {
    frame: frameChanges({ before, after, language }),
    total: rulesChanges({ before, after, language }, before.total, after.total),
    items: itemsChanges({ before, after, language }),
    groups: groupsChanges({ before, after, language }),
    categories: namedChanges(before.categories, after.categories, language),
    qualifications: namedChanges(before.qualifications, after.qualifications, language),
    profiles: profilesChanges({ before, after, language }),
    summaries: summariesChanges({ before, after, language }),
    bands: bandsChanges({ before, after, language }),
    vetoes: vetoesChanges({ before, after, language }),
    ownItems: ownItemsChanges({ before, after, language }),
    other: [],
  };
  const isSame = JSON.stringify(before) === JSON.stringify(after);
  const { headings, other } = changeWords[language];
  if (!isSame && Object.values(lines).every((list) => list.length === 0)) lines.other.push(other);
  return (Object.keys(lines) as ComparisonSection['code'][])
    .map((code) => ({ code, heading: headings[code], lines: lines[code] }))
    .filter((section) => section.lines.length > 0);
}

function itemsChanges(compared: Compared): string[] {
  const { before, after, language } = compared;
  return changesOfList(before.items, after.items, language, {
    name: (item) => itemName(item, language),
    added: (item) => itemText(after, item, language),
    changes: (one, other) => itemChanges(compared, one, other),
  });
}

function groupsChanges(compared: Compared): string[] {
  const { before, after, language } = compared;
  return changesOfList(before.groups, after.groups, language, {
    name: (group) => group.name[language],
    added: (group) => groupLine(after, group, language),
    changes: (one, other) => groupChanges(compared, one, other),
  });
}

function profilesChanges(compared: Compared): string[] {
  const { before, after, language } = compared;
  return changesOfList(before.profiles, after.profiles, language, {
    name: (profile) => profile.name[language],
    added: (profile) => profileLine(after, profile, language),
    changes: (one, other) => profileChanges(compared, one, other),
  });
}

function bandsChanges(compared: Compared): string[] {
  const { before, after, language } = compared;
  return changesOfList(before.bands, after.bands, language, {
    name: (band) => band.name[language],
    added: (band) => bandLine(after, after.bands.indexOf(band), language),
    changes: (one, other) => bandChanges(compared, one, other),
  });
}

function vetoesChanges(compared: Compared): string[] {
  const { before, after, language } = compared;
  return changesOfList(before.vetoes, after.vetoes, language, {
    name: (veto) => veto.name[language],
    added: (veto) => vetoLine(veto, language),
    changes: (one, other) => vetoChanges(compared, one, other),
  });
}

/** Summaries are named by their period. */
function summariesChanges({ before, after, language }: Compared): string[] {
  const count = (scheme: Scheme, rule: SummaryRule) => common[language].sheetCount(rule.countedMin, scheme.period);
  const coded = (scheme: Scheme) => scheme.summaries.map((rule) => ({ ...rule, code: rule.per }));
  const { labels, change } = changeWords[language];
  return changesOfList(coded(before), coded(after), language, {
    name: (rule) => common[language].period[rule.per],
    added: (rule) => ruleWords[language].summary(rule.per, count(after, rule)),
    changes: (one, other) =>
      one.countedMin === other.countedMin ? [] : [change(labels.countedMin, count(before, one), count(after, other))],
  });
}

function namedChanges(
  before: readonly { code: string; name: Text }[],
  after: readonly { code: string; name: Text }[],
  language: Language,
): string[] {
  const { labels, change } = changeWords[language];
  const name = (it: { code: string; name: Text }) => `${it.code} ${it.name[language]}`;
  return changesOfList(before, after, language, {
    name,
    added: name,
    changes: (one, other) =>
      one.name[language] === other.name[language]
        ? []
        : [change(labels.name, one.name[language], other.name[language])],
  });
}
