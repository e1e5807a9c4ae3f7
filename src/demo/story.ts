import type { Day, Month } from '../calendar.js';

/**
 * What the demo's members did, month by month: made up, plausible, and the same every time for the same month and member,
 * so that two demos of one day look alike. Most sheets say nothing special; that is how real months are.
 */
export interface Claimed {
  itemCode: string;
  optionCode?: string;
  count?: number;
  pointsHundredths?: number;
  occurredOn?: Day;
  description?: string;
  reason?: string;
  evidence?: string;
  witness?: string;
  /** Files of the same sheet. */
  evidenceFileIds?: number[];
}

type Teller = (day: (of: number) => Day) => Claimed;

const deeds: Teller[] = [
  (day) => ({
    itemCode: 'C-01',
    count: 1,
    occurredOn: day(8),
    description: '社区环境整治志愿服务 2 小时',
    witness: '社区居委会 郝主任',
  }),
  (day) => ({
    itemCode: 'C-01',
    count: 2,
    occurredOn: day(9),
    description: '周末文明交通劝导两次',
    evidence: '志愿服务签到表',
  }),
  (day) => ({
    itemCode: 'C-01',
    count: 3,
    occurredOn: day(6),
    description: '敬老院志愿服务三次',
    evidence: '活动照片及签到表',
  }),
  (day) => ({
    itemCode: 'C-02',
    optionCode: 'member',
    occurredOn: day(7),
    description: '参加重点企业防汛值守专班',
    evidence: '工信〔2026〕值守安排',
  }),
  (day) => ({
    itemCode: 'C-02',
    optionCode: 'leader',
    occurredOn: day(5),
    description: '牵头园区用电保障攻坚任务',
    evidence: '任务交办单第 7 号',
  }),
  (day) => ({
    itemCode: 'C-03',
    optionCode: 'talk',
    occurredOn: day(4),
    description: '在学习会上作交流发言',
    evidence: '会议记录',
  }),
  (day) => ({
    itemCode: 'C-03',
    optionCode: 'lecture',
    occurredOn: day(4),
    description: '为支部讲党课《做企业的贴心人》',
    evidence: '党课安排表',
  }),
  (day) => ({
    itemCode: 'C-04',
    optionCode: 'county',
    occurredOn: day(9),
    description: '信息《小微企业走访见闻》被县级采用',
    evidence: '刊物复印件',
  }),
  (day) => ({
    itemCode: 'C-04',
    optionCode: 'city',
    occurredOn: day(9),
    description: '经验材料被市级采用',
    evidence: '刊物复印件',
  }),
  (day) => ({
    itemCode: 'C-05',
    count: 1,
    occurredOn: day(3),
    description: '建议把报表合并为一张，已采纳',
    evidence: '办公室回复',
  }),
  (day) => ({
    itemCode: 'C-06',
    count: 1,
    occurredOn: day(6),
    description: '帮助困难职工家庭办理救助',
    evidence: '感谢信',
  }),
  (day) => ({
    itemCode: 'C-07',
    optionCode: 'ownBureau',
    occurredOn: day(2),
    description: '被评为本局季度先进个人',
    evidence: '表彰文件',
  }),
];

const shortfalls: Teller[] = [
  () => ({ itemCode: 'B1-01', optionCode: 'leaveWithoutMakeUp', reason: '出差外地，请假获准，尚未补课' }),
  () => ({ itemCode: 'B1-01', optionCode: 'leaveWithMakeUp', reason: '赴市局开会请假，会后已补课' }),
  () => ({ itemCode: 'B1-01', optionCode: 'lateOrEarly', reason: '下乡返程堵车，迟到二十分钟' }),
  () => ({ itemCode: 'B2-01', optionCode: 'partly', reason: '交办的走访任务完成六户，余两户延到下月' }),
  () => ({ itemCode: 'B3-01', optionCode: 'behind', reason: '项目资料报送晚于节点' }),
  () => ({ itemCode: 'B4-01', optionCode: 'lateWithinMonth', reason: '当月下旬补交' }),
];

const retiredDeeds: Teller[] = [
  (day) => ({
    itemCode: 'C-10',
    count: 1,
    occurredOn: day(5),
    description: '为青年党员讲传统',
    witness: '老干部活动室 管理员',
  }),
  (day) => ({
    itemCode: 'C-10',
    count: 2,
    occurredOn: day(8),
    description: '参加社区调解志愿队',
    evidence: '社区证明',
  }),
];

const faults: Teller[] = [
  (day) => ({
    itemCode: 'D-02',
    count: 1,
    occurredOn: day(3),
    description: '主题党日期间多次离场',
    reason: '会议记录员记载',
    evidence: '会议记录',
  }),
  (day) => ({
    itemCode: 'D-06',
    optionCode: 'occurred',
    occurredOn: day(8),
    description: '书面催缴后仍未交党费',
    reason: '催缴通知单第 3 号',
    evidence: '催缴通知单',
  }),
  (day) => ({
    itemCode: 'D-04',
    optionCode: 'ownUnit',
    occurredOn: day(7),
    description: '值班脱岗被通报',
    reason: '局办通报',
    evidence: '通报第 5 号',
  }),
];

/** A number from 0 to 1, exclusive, that depends on the text alone (FNV-1a, then one round of mixing). */
function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 12)) >>> 0) / 2 ** 32;
}

function pick(tellers: readonly Teller[], text: string): Teller {
  return tellers[Math.floor(chance(text) * tellers.length)]!;
}

export interface Told {
  /** What the member says; empty for a sheet that confirms everything as it stands. */
  self: Claimed[];
  /** What the reviewers add from their records. */
  added: Claimed[];
  /** True where the reviewers find the claim too high and count one occurrence less. */
  trimmed: boolean;
  /** True where no self-assessment came. */
  silent: boolean;
}

/** The story of one member in one month, told up to `lastDay`. */
export function story(memberNumber: string, month: Month, { light, lastDay }: { light: boolean; lastDay: Day }): Told {
  const key = `${memberNumber} ${month}`;
  const latest = Number(lastDay.slice(8));
  const day = (of: number): Day => `${month}-${String(Math.min(of, latest)).padStart(2, '0')}`;
  const self = claims(memberNumber, key, light).map((teller) => teller(day));
  if (!light && chance(`short ${key}`) < (chance(`diligence ${memberNumber}`) < 0.04 ? 0.7 : 0.09))
    self.push(pick(shortfalls, `how ${key}`)(day));
  return {
    self,
    added: !light && chance(`fault ${key}`) < 0.03 ? [pick(faults, `fault kind ${key}`)(day)] : [],
    trimmed: chance(`trim ${key}`) < 0.15,
    silent: chance(`silent ${key}`) < 0.015,
  };
}

/** Some do much every month, most something now and then, and some nothing beyond their duty. No item twice. */
function claims(memberNumber: string, key: string, light: boolean): Teller[] {
  if (light) return chance(`deed ${key}`) < 0.5 ? [pick(retiredDeeds, `which ${key}`)] : [];
  const diligence = chance(`diligence ${memberNumber}`);
  const wanted = diligence > 0.88 ? 9 : diligence > 0.66 ? 3 : diligence > 0.3 ? 1 : 0;
  const attempts = wanted + (chance(`more ${key}`) < 0.25 ? 1 : 0) - (chance(`less ${key}`) < 0.4 ? 1 : 0);
  const found = new Map<string, Teller>();
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const teller = pick(deeds, `deed ${attempt} ${key}`);
    const { itemCode } = teller(() => '');
    if (!found.has(itemCode)) found.set(itemCode, teller);
  }
  return [...found.values()];
}
