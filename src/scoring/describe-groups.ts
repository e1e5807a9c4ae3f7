import { limitWords } from './describe-items.js';
import { groupName, itemName, partName } from './naming.js';
import { sum } from './points.js';
import { groupOf, type Group, type Item, type ItemKind, type Period, type Rules, type Scheme } from './scheme.js';
import { common, present, type Language } from './words/common.js';
import { ruleWords } from './words/rule.js';

/** "当月得分 ＝ 基础积分（80 分）－ 扣分 ＋ “贡献积分”（每月以 20 分为限）；最低 0 分，最高 100 分。" */
export function formulaLines(scheme: Scheme, language: Language): string[] {
  const text = ruleWords[language].formula;
  const { total } = scheme;
  const terms = [...looseTerms(scheme, language), ...groupTerms(scheme, language)];
  const names = terms.map(({ words }) => words);
  const value = total.combine === 'sum' ? signedSum(terms, language) : text[total.combine](names);
  const floor = total.floorHundredths === null ? text.noFloor : text.floor(points(total.floorHundredths, language));
  const cap = total.capHundredths === null ? text.noCap : text.cap(points(total.capHundredths, language));
  const rules = [...operations(scheme, total, language), floor, cap];
  const longer = total.per === scheme.period ? [] : [text.longer(scheme.period, total.per)];
  return [text.result(total.per, value, rules), ...longer];
}

interface Term {
  words: string;
  isLoss: boolean;
}

/** Items that stand in no group, by kind. A factor is no term: it multiplies. */
function looseTerms(scheme: Scheme, language: Language): Term[] {
  return (['base', 'deduction', 'contribution'] as const).flatMap((kind) => {
    const items = scheme.items.filter((item) => item.kind === kind && groupOf(scheme, item) === null);
    if (items.length === 0) return [];
    const standard = kind === 'base' ? standardWords(scheme.total.per, items, language) : '';
    return [{ words: common[language].kinds[kind] + standard, isLoss: kind === 'deduction' }];
  });
}

/** "（80 分）", or "（每月 50 分，每年 20 分）" where not all of it holds over the period of the total. */
function standardWords(per: Period, items: readonly Item[], language: Language): string {
  const text = ruleWords[language].formula;
  const amounts = [...new Set(items.map((item) => item.per))].map((own) => {
    const amount = text.amount(sum(items.filter((item) => item.per === own).map((it) => it.standardHundredths)));
    return own === per ? amount : text.standardEvery(own, amount);
  });
  return text.standard(amounts);
}

function groupTerms(scheme: Scheme, language: Language): Term[] {
  return scheme.groups
    .filter((group) => group.group === null)
    .map((group) => {
      const cap = group.capHundredths === null ? '' : common[language].inBrackets(capWords(group, language));
      return {
        words: groupName(scheme, group.code, language) + cap,
        isLoss: kindsIn(scheme, group.code).every((kind) => kind === 'deduction'),
      };
    });
}

function signedSum(terms: readonly Term[], language: Language): string {
  const text = ruleWords[language].formula;
  if (terms.length === 0) return text.nothing;
  return terms
    .map(({ words, isLoss }, at) => {
      const sign = isLoss ? text.minus : text.plus;
      return at === 0 ? `${isLoss ? text.firstMinus : ''}${words}` : `${sign}${words}`;
    })
    .join('');
}

/** The kinds of everything inside a group, groups in groups included. */
function kindsIn(scheme: Scheme, code: string, seen: readonly string[] = []): ItemKind[] {
  if (seen.includes(code)) return [];
  const own = scheme.items.filter((item) => groupOf(scheme, item)?.code === code).map((item) => item.kind);
  const inner = scheme.groups.filter((group) => group.group === code);
  const kinds = [...own, ...inner.flatMap((group) => kindsIn(scheme, group.code, [...seen, code]))];
  const taken = scheme.groups.find((group) => group.code === code)?.takes;
  return kinds.length === 0 && taken ? [taken] : kinds;
}

/** A group in one line: what it holds, and in the order of computing what is done with it. */
export function groupLine(scheme: Scheme, group: Group, language: Language): string {
  const text = ruleWords[language];
  const steps = [
    text.combine[group.combine],
    ...operations(scheme, group, language),
    group.floorHundredths === null ? null : text.least(points(group.floorHundredths, language), null),
    capWords(group, language),
    ...limitWords(group.limits, language),
  ];
  const sentences = [
    group.per === scheme.period ? null : text.by(group.per),
    text.members(membersOf(scheme, group, language)),
    common[language].phrases(present(steps)),
    saysOver(scheme, group) ? text.over(group.per, group.over) : null,
    group.group === null ? null : text.countsIn(groupName(scheme, group.group, language)),
  ];
  return common[language].line(group.name[language], present(sentences));
}

function membersOf(scheme: Scheme, group: Group, language: Language): string[] {
  return [
    ...(group.takes === null ? [] : [ruleWords[language].takes[group.takes]]),
    ...scheme.items.filter((item) => item.group === group.code).map((item) => itemName(item, language)),
    ...scheme.groups
      .filter((inner) => inner.group === group.code)
      .map((inner) => groupName(scheme, inner.code, language)),
  ];
}

/** Sums are what people expect; they need saying only where what stands around holds for longer. */
function saysOver(scheme: Scheme, group: Group): boolean {
  const around = scheme.groups.find(({ code }) => code === group.group) ?? scheme.total;
  return group.over !== 'sum' || around.per !== group.per;
}

/** Share, factors and rounding, in the order in which they are applied. */
function operations(scheme: Scheme, { share, times, roundHundredths }: Rules, language: Language): string[] {
  const text = ruleWords[language];
  return present([
    share === null ? null : text.share(common[language].share(share)),
    times.length === 0 ? null : text.times(times.map((code) => partName(scheme, code, language))),
    roundHundredths === null ? null : text.round(points(roundHundredths, language)),
  ]);
}

function capWords({ capHundredths, per }: Rules, language: Language): string {
  const text = ruleWords[language];
  if (capHundredths === null) return text.noLimit(null);
  if (capHundredths < 0) return text.lossLimit(points(-capHundredths, language), per);
  return text.limit(points(capHundredths, language), per);
}

function points(hundredths: number, language: Language): string {
  return common[language].points(hundredths);
}
