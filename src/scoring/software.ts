import { chineseClauses, englishClauses } from './plain-text.js';
import { CHINESE, COUNTED, ENGLISH, INNOCENT, SOFTWARE } from './software-words.js';

/*
 * Points are for offline duties and deeds. No item may reward or punish using software: installing, logging in, check-in
 * streaks, minutes online, likes, forwards, screenshots, reading counts, points of another app (domain/README.md, limits).
 * What denies is heard only in its own clause, and what says that something was left undone denies nothing.
 */

/** Before the words: the rule looks away from them. "不登录" and "未打卡" punish not using software, and are no such denial. */
const DENIED_BEFORE =
  /(?:不看|不以|不凭|不按|不含|不比|不计|不算|不考核|不统计|不要求|不需要|不必|不强制|不作为|不得(?!少|低|不)|不包括|不采用|不采纳|不与|无需|无须|毋须|严禁|禁止|杜绝|而非|并非)(?!.*(?:只|仅|而以|而看|但|须|应当))[^不未没]{0,12}$/u;
const DENIED_AFTER = /^.{0,8}?(?:不计分|不计入|不计算|不作为|不算|不作要求|不纳入|不加分|不得分|无关|无效|除外|不予)/u;

/** Of a deduction: an improper act, or others being pressed, is a fault of conduct and not a use that is asked for. */
const MISCONDUCT =
  /谣言|不实|不当|违规|违法|有害|虚假|涉密|泄密|泄露|强制|强迫|摊派|(?:工作|上班|会议|开会)(?:时间|期间)/u;
const OMITTED = /[未没不漏缺少]有?(?:按时|及时|按要求|坚持|完成|进行|参与|参加|能|在|用)?.{0,4}$/u;

const DENIED_BEFORE_ENGLISH =
  /\b(?:(?:not|never|nor|neither)(?! (?:more|less|fewer|later|under|below|limited))(?!.*\b(?:but|only)\b)(?= \w+ )|regardless|instead of|rather than|irrespective)(?: [\w']+){0,6} ?$|\bno (?:points? (?:for|from)|credit for) $|\bwithout (?:any |the |use of |counting ){0,3}$/;
const DENIED_AFTER_ENGLISH =
  /^(?: [\w']+){0,4}? (?:do(?:es)? not|don't|doesn't|never|is not|are not|isn't|aren't|not) (?:count|matter|score|earn|give|required|needed|part)/;
/** "No likes count", but not "no likes". */
const NONE_COUNT = {
  before: /\bno $/,
  after: /^(?: [\w']+){0,3} (?:counts?|matters?|scores?|(?:is|are) (?:counted|scored|needed|required))\b/,
};
const MISCONDUCT_ENGLISH =
  /\b(?:rumou?rs?|false|classified|secrets?|illegal|forc(?:e|ed|ing)|pressing|during (?:work|meetings?)|working hours|at work)\b/;
const OMITTED_ENGLISH = /\b(?:not|no|never|without|doesn't|don't)(?: \w+)? ?$/;

/** The words by which a text rewards or punishes using software; null when it doesn't. `isDeduction`: it names a fault. */
export function usesSoftware(text: string, isDeduction: boolean): string | null {
  return (
    firstFound(chineseClauses(text), CHINESE, (found) => isExcused(found, isDeduction)) ??
    firstFound(englishClauses(text), ENGLISH, (found) => isExcusedInEnglish(found, isDeduction))
  );
}

/** Words of a clause with what stands before and after them. */
interface Found {
  words: string;
  before: string;
  after: string;
  clause: string;
}

function firstFound(clauses: string[], patterns: RegExp[], isExcusedHere: (found: Found) => boolean): string | null {
  for (const clause of clauses) {
    for (const pattern of patterns) {
      for (const { 0: words, index } of clause.matchAll(pattern)) {
        const found = { words, before: clause.slice(0, index), after: clause.slice(index + words.length), clause };
        if (!isExcusedHere(found)) return words;
      }
    }
  }
  return null;
}

function isExcused({ words, before, after, clause }: Found, isDeduction: boolean): boolean {
  if (DENIED_BEFORE.test(before) || DENIED_AFTER.test(after)) return true;
  if (isDeduction && MISCONDUCT.test(clause) && !OMITTED.test(before)) return true;
  if (SOFTWARE.test(clause) || COUNTED.test(clause)) return false;
  return INNOCENT.some(({ word, beside }) => word.test(words) && beside.test(clause));
}

function isExcusedInEnglish({ before, after, clause }: Found, isDeduction: boolean): boolean {
  if (DENIED_AFTER_ENGLISH.test(after)) return true;
  if (NONE_COUNT.before.test(before) && NONE_COUNT.after.test(after)) return true;
  if (!isDeduction) return DENIED_BEFORE_ENGLISH.test(before);
  return MISCONDUCT_ENGLISH.test(clause) && !OMITTED_ENGLISH.test(before);
}
