import type { Decider, Group, Text } from './scheme.js';

export type Language = keyof Text;

/** The fixed words around a scheme's figures. Figures come in as text that `formatPoints` wrote. */
interface Words {
  base: string;
  deductions: string;
  contributions: string;
  groups: string;
  facts: string;
  profiles: string;
  halfYear: string;
  bands: string;
  version: (version: string, code: string) => string;
  month: (base: string, contributionsCap: string | null, floor: string, ceiling: string | null) => string;
  step: (step: string) => string;
  qualifications: (names: string[]) => string;
  category: (code: string, name: string, standard: string | null) => string;
  line: (head: string, sentences: string[]) => string;
  join: (parts: string[]) => string;
  list: (parts: string[]) => string;
  full: (points: string) => string;
  each: (points: string, unit: string, countMax: number) => string;
  range: (from: string, to: string) => string;
  optionDecider: (decider: string) => string;
  cap: (points: string | null) => string;
  onceADeed: string;
  evidence: (evidence: string, required: boolean) => string;
  automatic: { sheetSubmittedOnTime: string };
  people: (claimedBy: string[], decidedBy: string) => string;
  deciders: Record<'member' | Decider, string>;
  combine: Record<Group['combine'], string>;
  factLines: string[];
  scoredOnAll: string;
  notScored: string;
  notApplicable: (items: string) => string;
  mean: (countedMonthsMin: number) => string;
  veto: (name: string, cap: string) => string;
  threshold: (from: string, below: string | null) => string;
  noVeto: string;
  lowestMonth: (atLeast: string) => string;
  without: (items: string) => string;
  quota: (numerator: number, denominator: number, atLeast: number) => string;
}

const zh: Words = {
  base: '基础积分（默认满分，只减不增，每项减至 0 分为止）',
  deductions: '违规扣分',
  contributions: '贡献积分',
  groups: '合并计分',
  facts: '计分原则',
  profiles: '适用范围',
  halfYear: '半年汇总',
  bands: '等次建议（由组织决定，系统只提出建议）',
  version: (version, code) => `办法编号 ${code}，版本 ${version}。`,
  month: (base, cap, floor, ceiling) =>
    `当月得分 ＝ 基础积分（${base} 分）－ 违规扣分 ＋ 贡献积分（${cap === null ? '不封顶' : `每月最多 ${cap} 分`}），` +
    `最低 ${floor} 分，${ceiling === null ? '总分不封顶' : `最高 ${ceiling} 分`}。`,
  step: (step) => `计分单位为 ${step} 分。`,
  qualifications: (names) => `各项同时按以下方面归类：${names.join('、')}。`,
  category: (code, name, standard) => `【${code} ${name}${standard === null ? '' : `，共 ${standard} 分`}】`,
  line: (head, sentences) => `${head}：${sentences.join('。')}。`,
  join: (parts) => parts.join('；'),
  list: (parts) => parts.join('；'),
  full: (points) => `满分 ${points} 分`,
  each: (points, unit, countMax) => `每${unit} ${points} 分，一次最多填 ${countMax} ${unit}`,
  range: (from, to) => `在 ${from} 至 ${to} 分之间评定`,
  optionDecider: (decider) => `（由${decider}评定）`,
  cap: (points) => (points === null ? '每月不封顶' : `每月以 ${points} 分为限`),
  onceADeed: '同一事迹只计最高一项',
  evidence: (evidence, required) => `佐证：${evidence}${required ? '（必须提供）' : ''}`,
  automatic: { sheetSubmittedOnTime: '按自评表是否按时提交自动计分' },
  people: (claimedBy, decidedBy) => `填报：${claimedBy.join('、')}；评定：${decidedBy}`,
  deciders: {
    member: '党员本人',
    automatic: '系统自动',
    groupLeader: '党小组长',
    organisationCommissioner: '组织委员',
    disciplineCommissioner: '纪检委员',
    secretary: '支部书记',
    branch: '支部委员会',
    bureau: '机关党委',
  },
  combine: { sum: '合并计算', highest: '只计最高一项' },
  factLines: [
    '同一事实只计一次，按分值较重的项目计；同一事迹有多项表彰的，只计最高一项。已扣分的事实不再加分。',
    '先按单项封顶，再按合并项目封顶，再按贡献积分总额封顶，然后减去扣分，最后按最低、最高分取值。',
    '未开展或不适用的基础项目计满分。低于最低分的部分不结转下月。',
  ],
  scoredOnAll: '全部项目计分',
  notScored: '不计分',
  notApplicable: (items) => `以下项目不适用，计满分：${items}`,
  mean: (min) =>
    `半年得分为各计分月份的平均分，保留两位小数，四舍五入；计分月份少于 ${min} 个月的，只列出，不建议等次。`,
  veto: (name, cap) => `${name}：半年得分最高 ${cap} 分。`,
  threshold: (from, below) => `${from} 分及以上${below === null ? '' : `，不足 ${below} 分或不符合更高等次条件`}`,
  noVeto: '无一票否决',
  lowestMonth: (atLeast) => `没有低于 ${atLeast} 分的月份`,
  without: (items) => `未发生：${items}`,
  quota: (numerator, denominator, atLeast) => `不超过支部人数的 ${numerator}/${denominator}，至少 ${atLeast} 名`,
};

const en: Words = {
  base: 'Base points (presumed in full, only reduced, each item down to 0)',
  deductions: 'Deductions',
  contributions: 'Contributions',
  groups: 'Items that count together',
  facts: 'How points are counted',
  profiles: 'Who is scored on what',
  halfYear: 'The half-year',
  bands: 'Suggested bands (a proposal; people decide)',
  version: (version, code) => `Scheme ${code}, version ${version}.`,
  month: (base, cap, floor, ceiling) =>
    `Score of the month = base points (${base}) − deductions + contributions ` +
    `(${cap === null ? 'no cap' : `at most ${cap} a month`}), not below ${floor}` +
    `${ceiling === null ? ', without an upper limit' : ` and not above ${ceiling}`}.`,
  step: (step) => `Points are given in steps of ${step}.`,
  qualifications: (names) => `Every item also belongs to one of: ${names.join(', ')}.`,
  category: (code, name, standard) => `[${code} ${name}${standard === null ? '' : `, ${standard} in all`}]`,
  line: (head, sentences) => `${head}: ${sentences.join('. ')}.`,
  join: (parts) => parts.join('; '),
  list: (parts) => parts.join(', '),
  full: (points) => `${points} in full`,
  each: (points, unit, countMax) => `${points} per ${unit}, at most ${countMax} in one entry`,
  range: (from, to) => `decided between ${from} and ${to}`,
  optionDecider: (decider) => ` (decided by ${decider})`,
  cap: (points) => (points === null ? 'No cap' : `Limit a month: ${points}`),
  onceADeed: 'Of several for one deed only the highest counts',
  evidence: (evidence, required) => `Evidence: ${evidence}${required ? ' (required)' : ''}`,
  automatic: { sheetSubmittedOnTime: 'Set by whether the sheet was handed in on time' },
  people: (claimedBy, decidedBy) => `Entered by: ${claimedBy.join(', ')}; decided by: ${decidedBy}`,
  deciders: {
    member: 'the member',
    automatic: 'the system',
    groupLeader: 'the group leader',
    organisationCommissioner: 'the organisation commissioner',
    disciplineCommissioner: 'the discipline commissioner',
    secretary: 'the secretary',
    branch: 'the branch committee',
    bureau: 'the bureau',
  },
  combine: { sum: 'Added up', highest: 'Only the highest counts' },
  factLines: [
    'One fact scores once, under the heavier item; of several awards for one deed only the highest counts. A fact that took points off adds none.',
    'The cap of the item comes first, then that of items that count together, then the cap on all contributions, then deductions, and the lowest and highest score last.',
    'What was not held or does not apply gives a base item in full. What falls below the lowest score does not carry over to the next month.',
  ],
  scoredOnAll: 'Scored on every item',
  notScored: 'Not scored',
  notApplicable: (items) => `Not applicable, counted in full: ${items}`,
  mean: (min) =>
    `The half-year is the mean of the counted months, to 2 decimals, half up; with fewer than ${min} counted months a member is listed without a band.`,
  veto: (name, cap) => `${name}: the half-year is at most ${cap}.`,
  threshold: (from, below) =>
    `${from} and above${below === null ? '' : `, below ${below} or without the conditions of a higher band`}`,
  noVeto: 'No veto',
  lowestMonth: (atLeast) => `No month below ${atLeast}`,
  without: (items) => `Without: ${items}`,
  quota: (numerator, denominator, atLeast) => `At most ${numerator}/${denominator} of the branch, at least ${atLeast}`,
};

export const words: Record<Language, Words> = { zh, en };
