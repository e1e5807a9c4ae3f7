import type { MemberSituation, MemberStanding } from '../organisation/member.entity.js';

/** The demo's organisation. Every person and place in it is made up. */
export const bureau = { name: '云川县工业和信息化局机关党委', code: 'YC' };

export type BranchKey = 'office' | 'industry' | 'information' | 'retired';

export interface DemoBranch {
  key: BranchKey;
  name: string;
  code: string;
  hasCommittee: boolean;
  groups: string[];
  /** Whether the branch's sheets are pre-reviewed. */
  preReview: boolean;
  /** The day of the month on which the branch holds its theme day. */
  themeDay: number;
}

export const branches: DemoBranch[] = [
  { key: 'office', name: '第一党支部', code: 'YC01', hasCommittee: true, groups: [], preReview: false, themeDay: 12 },
  {
    key: 'industry',
    name: '第二党支部',
    code: 'YC02',
    hasCommittee: true,
    groups: ['第一党小组', '第二党小组', '第三党小组'],
    preReview: true,
    themeDay: 15,
  },
  {
    key: 'information',
    name: '第三党支部',
    code: 'YC03',
    hasCommittee: true,
    groups: ['综合党小组'],
    preReview: true,
    themeDay: 15,
  },
  {
    key: 'retired',
    name: '离退休党支部',
    code: 'YC04',
    hasCommittee: false,
    groups: [],
    preReview: false,
    themeDay: 10,
  },
];

/** Roster order is the order of the names. */
const names: Record<BranchKey, string> = {
  office:
    '陆文博 顾晓岚 唐立新 沈一鸣 阿依古丽·买买提 高峻 林素琴 郭子恒 韩若溪 夏明远 白桂芳 邱志成 段云飞 任秋月 罗永康 温佳宁 钟铭 方雨桐 石磊 吕思齐 付春燕 江海',
  industry:
    '周启航 王敏之 李秀云 陈国梁 张伟 孙丽华 𠮷田美香 赵志远 刘洋帆 何静怡 马腾霄 郑爽爽 宋佳音 唐军民 曹阳春 彭勇毅 董建业 袁野 邓小勤 许诺 傅雪梅 沈舟 曾庆丰 苏杭 卢俊平 蒋晓彤 蔡明 贾思远 丁香兰 魏长风',
  information: '张伟 欧阳青山 程序 余音 潘岳峰 龚雪 买买提·艾力 文静 骆驼祥 史诗 牛大力 韦一笑 䶮子轩',
  retired: '田守信 黄桂英 金长河 秦淑珍 尹德全',
};

export interface DemoMember {
  memberNumber: string;
  name: string;
  branch: BranchKey;
  group: string | null;
  standing: MemberStanding;
  situation: MemberSituation;
  birthYear: number;
  profileCode: 'full' | 'light' | 'exempt';
}

const probationary = new Set(['YC01-18', 'YC02-20', 'YC02-28', 'YC03-13']);
const mobile = new Set(['YC02-23', 'YC03-09']);
const retired = new Set(['YC01-11', 'YC02-15', 'YC04-01', 'YC04-02', 'YC04-03', 'YC04-04', 'YC04-05']);
/** Away from the network: their accounts are suspended, and in the running month their sheets come on paper. */
export const onPaper = new Set([
  'YC03-05',
  'YC03-07',
  'YC03-08',
  'YC03-09',
  'YC03-10',
  'YC03-11',
  'YC03-12',
  'YC03-13',
]);
/** Long ill: not scored, by approval. What for is nobody's business here. */
const exempt = new Set(['YC02-14']);

function groupOf(branch: DemoBranch, index: number): string | null {
  const { groups } = branch;
  return groups.length === 0
    ? null
    : (groups[Math.floor((index * groups.length) / names[branch.key].split(' ').length)] ?? null);
}

export const members: DemoMember[] = branches.flatMap((branch) =>
  names[branch.key].split(' ').map((name, index) => {
    const memberNumber = `${branch.code}-${String(index + 1).padStart(2, '0')}`;
    const isRetired = retired.has(memberNumber);
    const isMobile = mobile.has(memberNumber);
    return {
      memberNumber,
      name,
      branch: branch.key,
      group: groupOf(branch, index),
      standing: probationary.has(memberNumber) ? 'probationary' : 'full',
      situation: isRetired ? 'retired' : isMobile ? 'mobile' : 'serving',
      birthYear: isRetired ? 1948 + index * 2 : 1966 + ((index * 7) % 34),
      profileCode: exempt.has(memberNumber) ? 'exempt' : isMobile || isRetired ? 'light' : 'full',
    };
  }),
);

/** Who comes and goes during the year: one moves to another branch in March, one joins in May. */
export const moves = { memberNumber: 'YC02-29', to: 'information' as BranchKey, month: 3, day: 20 };
export const joins = { memberNumber: 'YC01-21', month: 5, day: 6 };

export interface Persona {
  signInName: string;
  /** The member whose account it is; null for one that belongs to no member. */
  memberNumber: string | null;
  displayName?: string;
  roles: [role: DemoRole, unit: BranchKey | 'bureau' | `group:${string}`][];
  /** What can be tried with it. */
  canTry: { zh: string; en: string };
}
type DemoRole =
  | 'groupLeader'
  | 'witness'
  | 'organisationCommissioner'
  | 'disciplineCommissioner'
  | 'secretary'
  | 'deputySecretary'
  | 'bureauOffice'
  | 'auditor'
  | 'systemAdministrator'
  | 'securityAdministrator';

const persona = (
  signInName: string,
  memberNumber: string | null,
  roles: Persona['roles'],
  zh: string,
  en: string,
  displayName?: string,
): Persona => ({ signInName, memberNumber, roles, canTry: { zh, en }, ...(displayName && { displayName }) });

export const personas: Persona[] = [
  persona(
    'member',
    'YC03-01',
    [],
    '手机自评、带照片申报、延期通知、断网续写、积分更正通知、历史和我的记录',
    'this month’s sheet with a photograph, more time given, a correction, own history and trail',
  ),
  persona(
    'returned',
    'YC02-07',
    [],
    '被退回的自评表：补充后重交',
    'a sheet that was returned: mend it and hand it in again',
  ),
  persona(
    'secretary',
    'YC02-02',
    [['secretary', 'industry']],
    '评定（键盘 j/k、Enter、r）、评定会议、半年汇总',
    'review desk by keyboard, meeting, half-year',
  ),
  persona(
    'deputy',
    'YC02-04',
    [['deputySecretary', 'industry']],
    '评定书记本人的自评表',
    'decides the secretary’s own sheet',
  ),
  persona(
    'organiser',
    'YC02-03',
    [['organisationCommissioner', 'industry']],
    '评定会议记录、转入公示前审批、更正单、花名册',
    'minutes, makes the month ready, corrections, roster',
  ),
  persona(
    'discipline',
    'YC02-09',
    [['disciplineCommissioner', 'industry']],
    '上月异议登记簿（已采纳并更正公示一件）、一票否决（已生效一件）',
    'last month’s register: one objection upheld, the row published again; a veto that is set',
  ),
  persona(
    'leader',
    'YC02-05',
    [['groupLeader', 'group:第一党小组']],
    '第一党小组组长：本组自评与初审情况',
    'group one’s sheets and how they were pre-reviewed',
  ),
  persona('leader2', 'YC02-12', [['groupLeader', 'group:第二党小组']], '第二党小组组长', 'leader of group two'),
  persona(
    'member1',
    'YC01-05',
    [],
    '第一党支部党员：公示已阅、提异议、看答复和申请复核',
    'a published board: receipt, objections, an answer to read and to appeal against',
  ),
  persona(
    'leader3',
    'YC03-06',
    [['groupLeader', 'group:综合党小组']],
    '打印并录入综合党小组八人的纸质表',
    'prints the paper forms of eight and enters them',
  ),
  persona(
    'secretary1',
    'YC01-01',
    [['secretary', 'office']],
    '第一党支部：公示中，异议办理，审定更正单，核准一票否决',
    'branch one: published; decides a correction slip, confirms a veto',
  ),
  persona('deputy1', 'YC01-03', [['deputySecretary', 'office']], '第一党支部副书记', 'deputy of branch one'),
  persona(
    'discipline1',
    'YC01-04',
    [['disciplineCommissioner', 'office']],
    '第一党支部：受理和答复异议（一件匿名）',
    'branch one: answers objections, one of them without a name',
  ),
  persona(
    'organiser1',
    'YC01-02',
    [['organisationCommissioner', 'office']],
    '第一党支部组织委员：已阅情况、撤回公示、更正单',
    'branch one: receipts, withdrawal, a slip of its own',
  ),
  persona(
    'secretary3',
    'YC03-02',
    [
      ['secretary', 'information'],
      ['organisationCommissioner', 'information'],
    ],
    '第三党支部：自评进行中，可开始初审；延期、自选项目',
    'branch three: self-assessment is running; more time, own items',
  ),
  persona(
    'discipline3',
    'YC03-03',
    [['disciplineCommissioner', 'information']],
    '第三党支部纪检委员',
    'branch three, discipline commissioner',
  ),
  persona(
    'secretary4',
    'YC04-01',
    [
      ['secretary', 'retired'],
      ['organisationCommissioner', 'retired'],
    ],
    '离退休党支部：5 人，不设委员会，待批准公示',
    'five members, no committee: approves the publication',
  ),
  persona(
    'witness',
    'YC04-03',
    [['witness', 'retired']],
    '离退休党支部见证党员：见证评定、公示前审查',
    'witness of the branch without a committee',
  ),
  persona(
    'office',
    null,
    [['bureauOffice', 'bureau']],
    '验收上报、会签更正单、各支部进度、工作日历、半年汇总导出',
    'accepts reports, countersigns a correction, overview, calendar, half-year',
    '机关党委办公室 郑言',
  ),
  persona(
    'auditor',
    null,
    [['auditor', 'bureau']],
    '只读：全部支部，账号与安全记录',
    'reads everything, what administrators did as well; changes nothing',
    '审计 纪明',
  ),
  persona(
    'security',
    null,
    [['securityAdministrator', 'bureau']],
    '安全策略、结束登录、查看账号与安全记录（看不到分数，不能管账号）',
    'policies, ends sessions, reads what administrators did; sees no points and keeps no accounts',
    '安全管理员 严谨',
  ),
  persona(
    'admin',
    null,
    [['systemAdministrator', 'bureau']],
    '账号与角色（看不到分数）',
    'accounts and roles; sees no points',
    '系统管理员',
  ),
];
