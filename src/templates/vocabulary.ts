import type { Text } from '../scoring/scheme.js';

/** What a template is filled with: a branch's published month, the summary of a period, or one member's year. */
export const templateSources = ['month', 'period', 'memberYear'] as const;
export type TemplateSource = (typeof templateSources)[number];

/** What repeats: a row for each member; a column for each item, month, category or band. `{{#月}}` in a row makes it rows instead. */
export const listKeys = ['member', 'item', 'month', 'category', 'band'] as const;
export type ListKey = (typeof listKeys)[number];

/** One name that may stand between {{ and }}. */
export interface Word {
  key: string;
  zh: string;
  en: string;
  sources: readonly TemplateSource[];
  /** Null: it stands once. Otherwise a field of every entry of that list. */
  list: ListKey | null;
  meaning: Text;
  example: string;
}

export const listNames: Record<ListKey, { zh: string; en: string }> = {
  member: { zh: '成员', en: 'member' },
  item: { zh: '项目', en: 'item' },
  month: { zh: '月', en: 'months' },
  category: { zh: '类别', en: 'category' },
  band: { zh: '等次', en: 'band' },
};

/** Which lists a source has. */
export const listsOf: Record<TemplateSource, readonly ListKey[]> = {
  month: ['member', 'item', 'category'],
  period: ['member', 'month', 'band'],
  memberYear: ['month'],
};

/** A member's value where his row meets the column of another list: {{成员.项目}}, or of one entry by its code: {{成员.项目.B1-01}}. */
export const crossings: readonly {
  of: ListKey;
  sources: readonly TemplateSource[];
  meaning: Text;
  code: string;
  example: string;
}[] = [
  {
    of: 'item',
    sources: ['month'],
    meaning: { zh: '该成员在该项目上的得分', en: 'what the member got under this item' },
    code: 'B1-01',
    example: '4.00',
  },
  {
    of: 'category',
    sources: ['month'],
    meaning: { zh: '该成员在该类别的基础分', en: 'the member’s base points in this category' },
    code: 'B1',
    example: '20.00',
  },
  {
    of: 'month',
    sources: ['period'],
    meaning: {
      zh: '该成员当月得分；不计分的月份写原因',
      en: 'the member’s score of this month; why, where there is none',
    },
    code: '1',
    example: '84.00',
  },
];

const everywhere = templateSources;
const word = (
  key: string,
  zh: string,
  en: string,
  sources: readonly TemplateSource[],
  [meaningZh, meaningEn]: readonly [string, string],
  example: string,
  list: ListKey | null = null,
): Word => ({ key, zh, en, sources, list, meaning: { zh: meaningZh, en: meaningEn }, example });

/** The whole vocabulary. What stands here is understood, shown on the page with a button to copy it, and nothing else is. */
export const vocabulary: readonly Word[] = [
  word('unit', '单位', 'unit', everywhere, ['填表单位的名称', 'name of the unit it is filled for'], '第一支部'),
  word('branch', '支部', 'branch', ['month', 'memberYear'], ['支部名称', 'name of the branch'], '第一支部'),
  word(
    'organisation',
    '组织',
    'organisation',
    everywhere,
    ['最上级组织的名称', 'name of the whole organisation'],
    '县局机关党委',
  ),
  word(
    'schemeName',
    '办法',
    'schemeName',
    ['month'],
    ['所用积分办法的名称', 'name of the rule applied'],
    '党员积分制管理办法',
  ),
  word(
    'schemeVersion',
    '办法版本',
    'schemeVersion',
    ['month'],
    ['所用积分办法的版本', 'version of the rule applied'],
    '2026-1',
  ),
  word('year', '年份', 'year', everywhere, ['四位年份', 'the year'], '2026'),
  word('monthName', '月份', 'monthName', ['month'], ['考核月份', 'the month assessed'], '2026年6月'),
  word('period', '期间', 'period', ['period'], ['汇总期间', 'the period summarised'], '2026年上半年'),
  word('fromMonth', '起始月份', 'fromMonth', ['period'], ['期间的第一个月', 'first month of the period'], '2026年1月'),
  word(
    'untilMonth',
    '截止月份',
    'untilMonth',
    ['period'],
    ['期间的最后一个月', 'last month of the period'],
    '2026年6月',
  ),
  word(
    'draft',
    '草稿说明',
    'draft',
    ['period'],
    ['尚有月份未确认时的说明，否则为空', 'what is not confirmed yet; empty when all is'],
    '草表：第二支部6月尚未公示确认',
  ),
  word(
    'publicationNumber',
    '公示编号',
    'publicationNumber',
    ['month'],
    ['支部内的公示编号', 'number of the publication in the branch'],
    '6',
  ),
  word('publishedOn', '公示日期', 'publishedOn', ['month'], ['公示当日', 'day of publication'], '2026年7月3日'),
  word('windowFrom', '公示开始', 'windowFrom', ['month'], ['公示期第一日', 'first day of the window'], '2026年7月3日'),
  word(
    'windowUntil',
    '公示截止',
    'windowUntil',
    ['month'],
    ['公示期最后一日', 'last day of the window'],
    '2026年7月7日',
  ),
  word('workingDays', '公示工作日', 'workingDays', ['month'], ['公示期的工作日数', 'working days of the window'], '3'),
  word(
    'contact',
    '受理方式',
    'contact',
    ['month'],
    ['异议受理人和方式', 'who takes objections, and where'],
    '纪检委员 302 室',
  ),
  word(
    'verificationCode',
    '验证码',
    'verificationCode',
    ['month'],
    ['公示的验证码', 'verification code of the publication'],
    'B2-6-9F3C',
  ),
  word('memberCount', '人数', 'memberCount', ['month', 'period'], ['表内人数', 'how many people are listed'], '25'),
  word('scoredCount', '计分人数', 'scoredCount', ['month', 'period'], ['有得分的人数', 'how many have a score'], '24'),
  word('notScoredCount', '不计分人数', 'notScoredCount', ['month'], ['不计分的人数', 'how many are not scored'], '1'),
  word('mean', '平均分', 'mean', ['month', 'period'], ['平均分', 'mean score'], '82.50'),
  word('median', '中位分', 'median', ['month', 'period'], ['中位数', 'median score'], '82.00'),
  word('highest', '最高分', 'highest', ['month', 'period'], ['最高分', 'highest score'], '96.00'),
  word('lowest', '最低分', 'lowest', ['month', 'period'], ['最低分', 'lowest score'], '71.00'),
  word('spread', '标准差', 'spread', ['month', 'period'], ['标准差', 'standard deviation'], '5.40'),
  word(
    'deductionTotal',
    '扣分合计',
    'deductionTotal',
    ['month', 'period'],
    ['全体扣分之和', 'sum of all deductions'],
    '-6.00',
  ),
  word(
    'contributionTotal',
    '贡献合计',
    'contributionTotal',
    ['month', 'period'],
    ['全体贡献分之和', 'sum of all contributions'],
    '48.00',
  ),
  word(
    'quotaLimit',
    '名额上限',
    'quotaLimit',
    ['period'],
    ['有名额限制的等次最多几人', 'places in the band with a quota'],
    '5',
  ),
  word(
    'quotaProposed',
    '建议人数',
    'quotaProposed',
    ['period'],
    ['已建议列入该等次的人数', 'how many are proposed for it'],
    '4',
  ),
  word('name', '姓名', 'name', ['memberYear'], ['党员姓名', 'the member’s name'], '张三'),
  word('memberNumber', '编号', 'memberNumber', ['memberYear'], ['党员编号', 'the member’s number'], 'YC02-08'),
  word(
    'standing',
    '身份',
    'standing',
    ['memberYear'],
    ['正式党员或预备党员', 'full or probationary member'],
    '正式党员',
  ),
  word(
    'firstHalfMean',
    '上半年平均分',
    'firstHalfMean',
    ['memberYear'],
    ['上半年平均分', 'mean of the first half'],
    '82.50',
  ),
  word(
    'firstHalfBand',
    '上半年等次',
    'firstHalfBand',
    ['memberYear'],
    ['上半年建议等次', 'band proposed for the first half'],
    '优秀',
  ),
  word(
    'secondHalfMean',
    '下半年平均分',
    'secondHalfMean',
    ['memberYear'],
    ['下半年平均分', 'mean of the second half'],
    '83.10',
  ),
  word(
    'secondHalfBand',
    '下半年等次',
    'secondHalfBand',
    ['memberYear'],
    ['下半年建议等次', 'band proposed for the second half'],
    '优秀',
  ),
  word('filledBy', '导出人', 'filledBy', everywhere, ['谁导出了本表', 'who took the file out'], '李文'),
  word('filledOn', '导出日期', 'filledOn', everywhere, ['导出的日期', 'the day it was taken out'], '2026年7月15日'),
  word(
    'stamp',
    '导出说明',
    'stamp',
    everywhere,
    ['一句话：谁、何时、用哪个模板导出，宜放页脚', 'who, when and by which template: for the footer'],
    '李文 2026-07-15 09:30 导出，模板“半年表”第 2 版',
  ),
  word('templateName', '模板名称', 'templateName', everywhere, ['模板的名称', 'name of the template'], '半年表'),
  word(
    'templateVersion',
    '模板版本',
    'templateVersion',
    everywhere,
    ['模板的第几版', 'which version of the template'],
    '2',
  ),

  word(
    'position',
    '序号',
    'position',
    ['month', 'period'],
    ['名册中的序号，不是名次', 'place in the roster, not a rank'],
    '1',
    'member',
  ),
  word('name', '姓名', 'name', ['month', 'period'], ['姓名', 'name'], '张三', 'member'),
  word('memberNumber', '编号', 'memberNumber', ['period'], ['党员编号', 'the member’s number'], 'YC02-08', 'member'),
  word('branch', '支部', 'branch', ['month', 'period'], ['所在支部', 'the member’s branch'], '第一支部', 'member'),
  word(
    'standing',
    '身份',
    'standing',
    ['month', 'period'],
    ['正式党员或预备党员', 'full or probationary member'],
    '正式党员',
    'member',
  ),
  word('base', '基础分', 'base', ['month'], ['当月基础积分', 'base points of the month'], '80.00', 'member'),
  word(
    'deduction',
    '扣分',
    'deduction',
    ['month', 'period'],
    ['扣分（负数）', 'deductions, below zero'],
    '-2.00',
    'member',
  ),
  word('contribution', '贡献分', 'contribution', ['month', 'period'], ['贡献积分', 'contributions'], '4.00', 'member'),
  word(
    'score',
    '得分',
    'score',
    ['month'],
    ['当月得分；不计分的写原因', 'score of the month; why, where there is none'],
    '82.00',
    'member',
  ),
  word('countedMonths', '计分月数', 'countedMonths', ['period'], ['计分的月数', 'months that counted'], '6', 'member'),
  word(
    'mean',
    '平均分',
    'mean',
    ['period'],
    ['各计分月的平均分', 'mean of the months that counted'],
    '82.50',
    'member',
  ),
  word(
    'result',
    '总得分',
    'result',
    ['period'],
    ['按办法合成的期间得分', 'result of the period by the rule'],
    '82.50',
    'member',
  ),
  word('sum', '累计分', 'sum', ['period'], ['各计分月得分之和', 'sum of the months that counted'], '495.00', 'member'),
  word('lowest', '最低月分', 'lowest', ['period'], ['得分最低的月份的得分', 'lowest month'], '78.00', 'member'),
  word(
    'veto',
    '一票否决',
    'veto',
    ['period'],
    ['一票否决事项，没有则写“无”', 'what is vetoed, or “none”'],
    '无',
    'member',
  ),
  word('band', '建议等次', 'band', ['period'], ['建议的等次', 'the band proposed'], '优秀', 'member'),
  word(
    'rank',
    '名次',
    'rank',
    ['period'],
    ['名次；单位未开启排名时为空', 'rank; empty where the unit has none'],
    '3',
    'member',
  ),
  word(
    'remark',
    '备注',
    'remark',
    ['month', 'period'],
    ['转入转出、预备党员、更正等', 'transfers, probation, corrections and the like'],
    '预备党员',
    'member',
  ),

  word('code', '编码', 'code', ['month'], ['项目编码', 'code of the item'], 'B1-01', 'item'),
  word('name', '名称', 'name', ['month'], ['项目名称', 'name of the item'], '参加主题党日', 'item'),
  word(
    'standard',
    '标准分',
    'standard',
    ['month'],
    ['项目的标准分', 'what the item counts by default'],
    '4.00',
    'item',
  ),
  word('kind', '性质', 'kind', ['month'], ['基础、扣分或贡献', 'base, deduction or contribution'], '基础', 'item'),
  word('category', '类别', 'category', ['month'], ['项目所属类别', 'the item’s category'], '参加组织活动', 'item'),
  word('code', '编码', 'code', ['month'], ['类别编码', 'code of the category'], 'B1', 'category'),
  word('name', '名称', 'name', ['month'], ['类别名称', 'name of the category'], '参加组织活动', 'category'),
  word('name', '名称', 'name', ['period', 'memberYear'], ['月份，如“6月”', 'the month'], '6月', 'month'),
  word(
    'fullName',
    '全称',
    'fullName',
    ['period', 'memberYear'],
    ['带年份的月份', 'the month with its year'],
    '2026年6月',
    'month',
  ),
  word('branch', '支部', 'branch', ['memberYear'], ['当月所在支部', 'the branch in this month'], '第一支部', 'month'),
  word('base', '基础分', 'base', ['memberYear'], ['当月基础积分', 'base points of the month'], '80.00', 'month'),
  word('deduction', '扣分', 'deduction', ['memberYear'], ['当月扣分', 'deductions of the month'], '-2.00', 'month'),
  word(
    'contribution',
    '贡献分',
    'contribution',
    ['memberYear'],
    ['当月贡献积分', 'contributions of the month'],
    '4.00',
    'month',
  ),
  word(
    'score',
    '得分',
    'score',
    ['memberYear'],
    ['当月得分；没有的写原因', 'score of the month; why, where there is none'],
    '82.00',
    'month',
  ),
  word(
    'remark',
    '备注',
    'remark',
    ['memberYear'],
    ['更正、依记录评定等', 'corrections and the like'],
    '已更正',
    'month',
  ),
  word('name', '名称', 'name', ['period'], ['等次名称', 'name of the band'], '优秀', 'band'),
  word('count', '人数', 'count', ['period'], ['建议列入的人数', 'how many are proposed for it'], '4', 'band'),
];

/** As it is written into a template, in one of the two languages. */
export function writtenName(each: Word, language: 'zh' | 'en'): string {
  return each.list === null ? each[language] : `${listNames[each.list][language]}.${each[language]}`;
}
