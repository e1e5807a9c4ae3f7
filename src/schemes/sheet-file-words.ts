import type { Problem } from '../scoring/problem.js';
import { problemWords } from '../scoring/problem-words.js';
import type { Language } from '../scoring/words/common.js';
import { sentence } from '../scoring/words/sentence.js';

/* Mistakes of sheet files in words, each with what to write instead. */

// ⟦ and ⟧ are brackets to be read; [ and ] enclose what is left out where nothing is known of it.

const zh: Record<string, string> = {
  aSchemeFile: '这是规则文件，不是自评表；请先写规则文件，再写自评表：score 规则 自评表',
  notASheet: '一张表要写成 ⟦{ item: 项目, … }, …⟧，没有变化写 ⟦⟧，不计分写 notScored',
  notSheets: '“sheets”要写成“月份: 表”的若干行，例如 2026-03: ⟦⟧',
  besideMembers: '写了“members”，“{property}”就要写在每个人里面，请移进去',
  duplicateName: '“{name}”出现了两次，请合并，或给重名的人加上区别',
  unknownProfileOf: '办法里没有考核类别“{given}”[，是不是“{didYouMean}”]；可以写的有：{known}',
  sheetsMissing: '没有表：一张表写“entries: ⟦…⟧”，几张表写“sheets:”和各月，几个人写“members:”',
  vetoWithoutMonths: '一票否决要写明哪个月，请把“entries”改成“sheets”，按月写表',
  sheetsAndEntries: '“entries”（一张表）和“sheets”（几张表）只能写一种，请并到“sheets”里',
  notAMonth: '月份请写成 2026-03 的样子，“{given}”看不懂',
  notTheLastMonth: '这个办法的表以一期的最后一个月为名（{months} 月），请把 {given} 写成 {write}',
  unknownItemOf: '办法里没有项目“{given}”[，是不是“{didYouMean}”]；可以写的有：{known}',
  notEntered: '项目“{item}”固定计分，不用填，请删去这一条',
  otherWayOption: '项目“{item}”要填选项，请写 option: 下列之一：{options}',
  otherWayCount: '项目“{item}”要填次数，请写 count: 次数',
  otherWayPoints: '项目“{item}”要填分值，请写 points: 分值',
  unknownOptionOf: '项目“{item}”没有选项“{given}”[，是不是“{didYouMean}”]；可以写的有：{known}',
  unknownVeto: '办法里没有一票否决“{given}”[，是不是“{didYouMean}”]；可以写的有：{known}',
};

const en: Record<string, string> = {
  aSchemeFile: 'This is a scheme file, not a sheet: name the scheme first, then the sheet: score SCHEME SHEET',
  notASheet: 'Write a sheet as ⟦{ item: CODE, … }, …⟧, ⟦⟧ where nothing differs, or notScored',
  notSheets: 'Write “sheets” as lines of “month: sheet”, such as 2026-03: ⟦⟧',
  besideMembers: 'With “members”, “{property}” belongs to each of them: move it there',
  duplicateName: '“{name}” appears twice: put both together, or tell the two apart',
  unknownProfileOf: 'The scheme has no profile “{given}”[; did you mean “{didYouMean}”?] It has: {known}',
  sheetsMissing:
    'There is no sheet: write “entries: ⟦…⟧” for one, “sheets:” with months for several, “members:” for several people',
  vetoWithoutMonths: 'A veto falls into a month: write “sheets” with months instead of “entries”',
  sheetsAndEntries: 'Write either “entries” (one sheet) or “sheets” (several): move the entries into “sheets”',
  notAMonth: 'Write the month like 2026-03, not “{given}”',
  notTheLastMonth:
    'A sheet of this scheme has the name of its last month (one of {months}): write {write}, not {given}',
  unknownItemOf: 'The scheme has no item “{given}”[; did you mean “{didYouMean}”?] It has: {known}',
  notEntered: 'Item “{item}” always counts the same: take the entry out',
  otherWayOption: 'Item “{item}” takes an option: write option: one of {options}',
  otherWayCount: 'Item “{item}” takes a count: write count: HOW MANY',
  otherWayPoints: 'Item “{item}” takes points: write points: POINTS',
  unknownOptionOf: 'Item “{item}” has no option “{given}”[; did you mean “{didYouMean}”?] It has: {known}',
  unknownVeto: 'The scheme has no veto “{given}”[; did you mean “{didYouMean}”?] It has: {known}',
};

const sentences = { zh, en };

/** What is wrong in a sheet file, and what to write instead. */
export function sheetProblemWords(problem: Problem, language: Language): string {
  const { params = {} } = problem;
  const way = String(params.way ?? '').replace(/^./, (letter) => letter.toUpperCase());
  const own = sentences[language][problem.code === 'otherWay' ? `otherWay${way}` : problem.code];
  // Entries are worded as entries wherever in the file they stand.
  if (own === undefined) return problemWords(isOfEntry(problem) ? { ...problem, path: 'entries' } : problem, language);
  const said = sentence(own, (name) => (params[name] === undefined ? null : String(params[name])));
  const words = said.replaceAll('⟦', '[').replaceAll('⟧', ']');
  return /[。.?]$/.test(words) ? words : `${words}${language === 'zh' ? '。' : '.'}`;
}

const isOfEntry = ({ params }: Problem): boolean => params?.property === undefined && params?.values === undefined;

/** What is wrong in a scheme file, and what to write instead. */
export function schemeProblemWords(problem: Problem, language: Language): string {
  return problem.code === 'aSheetFile' ? notAScheme[language] : problemWords(problem, language);
}

const notAScheme: Record<Language, string> = {
  zh: '这是自评表文件，不是规则文件；请写规则文件的名字，例如 default。',
  en: 'This is a sheet file, not a scheme: name a scheme file, such as default.',
};
