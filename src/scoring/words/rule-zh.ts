import { formatPoints } from '../points.js';
import type { Combine, Item, ItemKind, Over, Period } from '../scheme.js';
import { common, spaced } from './common.js';

const { points, every, scoreOf, list, clauses, period } = common.zh;

/** The fixed words around a scheme's figures, as they hang under a publication. */
export const zh = {
  headings: {
    base: '基础积分',
    deductions: '扣分项目',
    contributions: '贡献积分',
    factors: '系数',
    groups: '合并计分',
    facts: '计分原则',
    periods: '计分周期和汇总',
    profiles: '适用范围',
    bands: '等次建议（由组织决定，系统只提出建议）',
    vetoes: '一票否决',
    ownItems: '支部自设项目',
  },
  version: (version: string, code: string) => `办法编号 ${code}，版本 ${version}。`,
  step: (step: string) => `计分单位为 ${step} 分。`,
  qualifications: (names: string[]) => `各项同时归入以下方面：${list(names)}。`,

  formula: {
    result: (per: Period, terms: string, rules: string[]) => `${scoreOf[per]} ＝ ${terms}；${rules.join('，')}。`,
    plus: ' ＋ ',
    minus: ' － ',
    firstMinus: '－ ',
    sum: (terms: string) => terms,
    mean: (terms: string[]) => `${terms.join('、')}的平均分`,
    highest: (terms: string[]) => `${terms.join('、')}中最高的一项（都是扣分的，计扣得最多的）`,
    amount: points,
    standard: (amounts: string[]) => `（${amounts.join('，')}）`,
    standardEvery: (per: Period, amount: string) => `${every[per]} ${amount}`,
    nothing: '0 分',
    noFloor: '不设最低分',
    noCap: '总分不封顶',
    floor: (amount: string) => `最低 ${amount}`,
    cap: (amount: string) => `最高 ${amount}`,
    longer: (sheet: Period, total: Period) =>
      `${every[sheet]}一份自评表，${scoreOf[sheet]}只计当期评定的分数；${scoreOf[total]}的限额、系数和取整在汇总时计算。`,
  },

  kinds: {
    base: '无需申报即计分，有记录的按记录计；除另有说明外，最低计 0 分。',
    deduction: null,
    contribution: null,
    factor: null,
  } satisfies Record<ItemKind, string | null>,
  usual: (claimedBy: string[], decidedBy: string, evidenceRequired: boolean) =>
    `除另有说明外，由${list(claimedBy)}填报，${decidedBy}评定${evidenceRequired ? '，须有佐证或证明人' : ''}。`,
  unlimited: '没有写明限额的项目，本身不封顶。',
  heading: (name: string, standard: string | null) => `【${name}${standard === null ? '' : `，共 ${standard}`}】`,

  inFull: (amount: string, per: Period | null) => `${per === null ? '' : every[per]}满分 ${amount}`,
  standard: (amount: string, per: Period | null) => `无记录时${per === null ? '' : every[per]}计 ${amount}`,
  standardFactor: (factor: string) => `无记录时为 ${factor}`,
  carryOver: (fraction: string, amount: string) => `以上年得分的 ${fraction} 作为本年基础分，首年按 ${amount}计`,
  unchanged: '固定计分，不另评定',
  value: {
    base: (hundredths: number) => points(hundredths),
    deduction: (hundredths: number) => `扣 ${points(0 - hundredths)}`,
    contribution: (hundredths: number) => points(hundredths),
    factor: (hundredths: number) => formatPoints(hundredths),
  } satisfies Record<ItemKind, (hundredths: number) => string>,
  option: (name: string, value: string, decider: string | null) =>
    `${name}${spaced(value)}${decider === null ? '' : `（由${decider}评定）`}`,
  each: (unit: string, per: number, value: string) =>
    `${per === 1 ? `每${unit}` : `每满 ${per} ${unit}`}${spaced(value)}`,
  /** What one occurrence adds to a base item. */
  change: (hundredths: number) => (hundredths < 0 ? `减 ${points(-hundredths)}` : `加 ${points(hundredths)}`),
  countMax: (count: string) => `一次最多填 ${count}`,
  range: {
    base: (from: string, to: string) => `在 ${from} 至 ${to} 分之间评定`,
    deduction: (from: string, to: string) => `在扣 ${from} 至 ${to} 分之间评定`,
    contribution: (from: string, to: string) => `在 ${from} 至 ${to} 分之间评定`,
    factor: (from: string, to: string) => `在 ${from} 至 ${to} 之间评定`,
  } satisfies Record<ItemKind, (from: string, to: string) => string>,
  level: (from: string, value: string) => `达到 ${from}${value.startsWith('扣') ? value : `计 ${value}`}`,
  levels: (steps: string[]) => `${steps.join('，')}，按达到的最高一档计`,
  limit: (amount: string, per: Period) => `${every[per]}以 ${amount}为限`,
  lossLimit: (amount: string, per: Period | null) => `${per === null ? '' : every[per]}最多扣 ${amount}`,
  noLimit: (per: Period | null) => `${per === null ? '' : every[per]}不封顶`,
  most: (amount: string, per: Period | null) => `${per === null ? '' : every[per]}最高 ${amount}`,
  least: (amount: string, per: Period | null) => `${per === null ? '' : every[per]}最低 ${amount}`,
  noFloor: '不设最低分',
  by: (per: Period) => `按${{ month: '月', quarter: '季度', halfYear: '半年', year: '年' }[per]}计算`,
  entries: {
    sum: '有多次记录的相加计算',
    mean: '由多人评分的取平均分',
    trimmedMean: '由多人评分的，满三份时去掉最高、最低各一份，取平均分',
    highest: '有多次记录的只计最高一次',
  } satisfies Record<Item['combine'], string>,
  countedTogether: '多次记录的数量先累计，再折算',
  over: (per: Period, over: Over) => `汇总时${overWords(per, over)}`,
  required: '必须评定，没有评定的不能公示',
  onceADeed: '同一事迹只计最高一项',
  countsIn: (group: string) => `计入${group}`,
  evidence: (evidence: string) => `佐证：${evidence}`,
  mustBeGiven: '（必须提供）',
  needNotBeGiven: '（可不提供）',
  evidenceRequired: '须有佐证或证明人',
  evidenceOptional: '可不提供佐证',
  automatic: { sheetSubmittedOnTime: '按自评表是否按时提交自动计分' },
  people: (claimedBy: string[] | null, decidedBy: string | null) =>
    claimedBy === null
      ? `由${decidedBy ?? ''}评定`
      : `由${list(claimedBy)}填报${decidedBy === null ? '' : `，${decidedBy}评定`}`,

  takes: {
    base: '未另归组的基础项目',
    deduction: '未另归组的扣分项目',
    contribution: '未另归组的贡献项目',
    factor: '未另归组的系数',
  } satisfies Record<ItemKind, string>,
  members: (names: string[]) => (names.length === 0 ? '没有项目' : `包括${spaced(clauses(names))}`),
  combine: {
    sum: '各项相加',
    mean: '各项取平均',
    highest: '只计其中最高的一项（都是扣分的，计扣得最多的）',
  } satisfies Record<Combine, string>,
  share: (fraction: string) => `按 ${fraction} 计`,
  times: (factors: string[]) => `乘以${spaced(list(factors))}`,
  round: (multiple: string) => `四舍五入到 ${multiple}`,

  facts: {
    once: '同一事实只计一次，按分值较重的项目计；已扣分的事实不再加分。',
    several: '同一项目有多次记录的，除另有说明外相加计算。',
    countMax: (count: number) => `按次数或数量计的项目，除另有说明外一次填报不超过 ${count}。`,
    order: '先算各项并按单项限额取值，再按所在的组合并、按组的限额取值，最后计算总分。',
    floor: '低于最低分的部分不结转。',
    limits: '更长周期的限额按自评表的先后依次用完。',
    heldNot: '没有开展或者没有记录的基础项目，按满分（注明无记录时分数的，按该分数）计。',
  },

  sheets: (per: Period) => `${every[per]}一份自评表。`,
  year: (start: string, secondEnd: string, second: string, end: string) =>
    `年度从 ${start}起算，上半年为 ${start}至 ${secondEnd}，下半年为 ${second}至 ${end}。`,
  yearName: '跨年的年度以结束时的年份命名。',
  longer: (longer: Period[], per: Period, over: Over) =>
    longer.length === 0
      ? `年度之间${overWords(per, over)}。`
      : `${list(longer.map((each) => period[each]))}得分：${overWords(per, over)}。`,
  notScoredIsNotZero: (per: Period) =>
    `没有计分的${{ month: '月份', quarter: '季度', halfYear: '半年', year: '年度' }[per]}不算零分，不参与汇总。`,
  summary: (per: Period, count: string) => `${period[per]}汇总：计分满 ${count}的建议等次，不足的只列出得分。`,
  scoredOnAll: '全部项目计分',
  notScored: '不计分',
  notApplicable: {
    full: (items: string) => `以下项目不适用，按满分计：${items}`,
    nothing: (items: string) => `以下项目不适用，不计分：${items}`,
    other: (items: string) => `以下项目不适用：${items}`,
  },
  nothingForNotApplicable: '不适用的基础项目不计分',
  override: (name: string, figures: string[]) => `${name}${figures.join('、')}`,
  overrideShare: (fraction: string | null) => (fraction === null ? '不按比例折算' : `按 ${fraction} 计`),
  overrideStandard: (amount: string) => `标准分 ${amount}`,

  threshold: (from: string, below: string | null) =>
    `${from} 分及以上${below === null ? '' : `，不足 ${below} 分或不符合更高等次条件`}`,
  onlyIn: (periods: Period[]) => `仅用于${list(periods.map((each) => period[each]))}汇总`,
  thresholdFor: (profile: string, from: string) => `${profile}为 ${from} 分及以上`,
  noVeto: '无一票否决',
  lowestSheet: (per: Period, atLeast: string) =>
    `没有低于 ${atLeast} 分的${{ month: '月份', quarter: '季度', halfYear: '半年', year: '年度' }[per]}`,
  without: (items: string) => `未发生：${items}`,
  with: (items: string) => `须有：${items}`,
  partAtLeast: (part: string, amount: string) => `${part}在整个汇总期不低于 ${amount}`,
  quota: (fraction: string, atLeast: number) => `不超过支部人数的 ${fraction}，至少 ${atLeast} 名`,

  veto: (name: string, per: Period, cap: string) => `${name}：${scoreOf[per]}最高 ${cap}。`,
  ownItems: (kinds: string[], itemsMax: number, cap: string, per: Period) =>
    `支部可以自行增设${kinds.join('、')}项目，不超过 ${itemsMax} 项，合计${every[per]}以 ${cap}为限。`,
  ownKinds: { deduction: '扣分', contribution: '贡献' },
};

function overWords(per: Period, over: Over): string {
  const [each, one] = {
    month: ['各月', '月'],
    quarter: ['各季度', '季度'],
    halfYear: ['各半年', '半年'],
    year: ['各年', '年'],
  }[per] as [string, string];
  return {
    sum: `${each}相加`,
    mean: `${each}取平均`,
    highest: `取最高的一个${one}`,
    latest: `以最近一个${one}为准`,
  }[over];
}
