import { fieldOfHead } from '../organisation/roster-columns.js';
import { plain } from './cell-values.js';
import type { ImportKind } from './import-kind.js';
import type { Figure, Meaning } from './mapping.js';

/** What heads are held against: the rule's own names. */
export interface KnownNames {
  items: readonly { code: string; kind: string; name: { zh: string; en: string } }[];
  categories: readonly { code: string; name: { zh: string; en: string } }[];
}

const nameWords = ['姓名', '党员姓名', '党员', '名字', '人员', '人员姓名', '被考核人', 'name'];
const numberWords = ['党员编号', '编号', '工号', '人员编号', 'membernumber', 'number'];
const remarkWords = ['备注', '说明', '情况说明', '事由', '原因', '理由', 'remark', 'reason', 'note'];
const dayWords = ['日期', '发生日期', '时间', 'date'];
const leaveWords = ['转出日期', '离开日期', '调出日期', '转出时间', '离开时间', 'leaveday', 'leftday'];

const figureWords: Record<Figure, readonly string[]> = {
  score: [
    '得分',
    '当月得分',
    '月得分',
    '本月得分',
    '考核得分',
    '积分',
    '当月积分',
    '月积分',
    '分数',
    '成绩',
    '总分',
    '总得分',
    '总积分',
    '合计得分',
    '最终得分',
    '实得分',
    'score',
    'total',
  ],
  base: ['基础积分', '基础分', '基础得分', '基本分', '基本积分', 'base', 'basepoints'],
  deduction: ['违规扣分', '扣分', '减分', '扣减', '扣减分', 'deduction', 'deductions'],
  contribution: ['贡献积分', '贡献分', '贡献加分', '加分', '贡献', 'contribution', 'contributions'],
};

/** What these words name by themselves; null: nothing that an import of this kind takes. */
export function meaningOfWords(kind: ImportKind, text: string, known: KnownNames): Meaning | null {
  const word = plain(text).replace(/\(.*?\)|[*:]/g, '');
  if (word === '') return null;
  if (kind === 'roster') {
    if (leaveWords.includes(word)) return 'leaveDay';
    if (nameWords.includes(word)) return 'name';
    if (numberWords.includes(word)) return 'memberNumber';
    return fieldOfHead(text) ?? null;
  }
  if (nameWords.includes(word)) return 'name';
  if (numberWords.includes(word)) return 'memberNumber';
  if (remarkWords.includes(word)) return 'remark';
  if (kind === 'facts') {
    const item = namedIn(known.items, word);
    if (item) return `item:${item}`;
    return dayWords.includes(word) ? 'occurredOn' : null;
  }
  const figure = (Object.keys(figureWords) as Figure[]).find((one) => figureWords[one].includes(word));
  if (figure) return figure;
  const category = namedIn(known.categories, word);
  return category === null ? null : `category:${category}`;
}

/** The one whose code or name these words are, or that they can only mean: "B1-01 主题党日", "党费" for 按时足额交纳党费. */
function namedIn(
  named: readonly { code: string; kind?: string; name: { zh: string; en: string } }[],
  word: string,
): string | null {
  const byCode = named.find(
    ({ code }) =>
      word === plain(code) || (word.startsWith(`${plain(code)}`) && !/^[\d-]/.test(word.slice(code.length))),
  );
  if (byCode) return byCode.code;
  const exact = named.find(({ name }) => word === plain(name.zh) || word === plain(name.en));
  if (exact) return exact.code;
  if (word.length < 2) return null;
  const within = named.filter(({ name }) => plain(name.zh).includes(word));
  // What is presumed of everybody is what sheets are kept about.
  const likely = within.length > 1 ? within.filter(({ kind }) => kind === 'base') : within;
  return likely.length === 1 ? (likely[0]?.code ?? null) : null;
}
