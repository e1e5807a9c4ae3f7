import type { FigureCode } from '../records/half-year-report.js';

/**
 * The sentences of the half-year work report with their slots: {themeDays} is a figure by its code. The web client has the same ones
 * (web/src/i18n/zh/papers.ts), and a test holds the two together.
 */
export const workReportSentences = {
  assessments:
    '共有{branches}个支部开展党员积分化考核，共组织党员积分化考核{assessments}次，考核党员{membersScored}人、{scored}人次，不计分{notScored}人次；汇总审核公示{publications}次。',
  meetings:
    '召开“三会一课”{threeMeetings}次，其中党员大会{memberMeetings}次、支委会{committeeMeetings}次、党小组会{groupMeetings}次、党课{partyLectures}次（书记讲党课{secretaryLectures}次）；召开专题组织生活会{organisationalLife}次；开展主题党日{themeDays}次，主题党日全程参加率{themeDayRate}%。',
  dues: '党费收缴率{duesRate}%（按月足额交纳）。党员自评表提交率{selfAssessmentRate}%，其中代录纸质自评表{proxies}份。',
  points:
    '审定贡献积分{contributions}项次，涉及党员{contributors}人；违规扣分{deductions}项次，涉及党员{membersDeducted}人。开展志愿服务活动{volunteering}次。',
  disputes:
    '受理公示异议{objections}件，已答复{objectionsAnswered}件，其中异议成立{objectionsUpheld}件；签发积分更正单{corrections}份。',
  members: '开展谈话提醒{talks}人次，批准免于或减免考核{exemptions}人。纳入汇总{summarised}人，平均{mean}分。',
} as const;

export const figureNames: Record<FigureCode, { name: string; unit: string; source: string }> = {
  branches: { name: '支部数', unit: '个', source: '组织树' },
  assessments: { name: '组织党员积分化考核', unit: '次', source: '已公示的支部月度考核' },
  monthPublications: { name: '月度公示', unit: '次', source: '现行有效的月度公示' },
  periodPublications: { name: '汇总公示', unit: '次', source: '现行有效的汇总公示' },
  themeDays: { name: '主题党日', unit: '次', source: '已开启考核月份的主题党日' },
  scored: { name: '计分', unit: '人次', source: '已公示的计分行' },
  notScored: { name: '不计分', unit: '人次', source: '已公示的不计分行' },
  proxies: { name: '代录纸质自评表', unit: '份', source: '代录登记' },
  contributions: { name: '贡献积分', unit: '项次', source: '已公示的贡献条目' },
  deductions: { name: '违规扣分', unit: '项次', source: '已公示的扣分条目' },
  objections: { name: '受理异议', unit: '件', source: '异议登记表' },
  objectionsAnswered: { name: '答复异议', unit: '件', source: '异议登记表' },
  objectionsUpheld: { name: '异议成立', unit: '件', source: '异议登记表' },
  corrections: { name: '积分更正单', unit: '份', source: '已签发的更正单' },
  talks: { name: '谈话提醒', unit: '人次', source: '谈话提醒记录' },
  exemptions: { name: '批准免于或减免考核', unit: '人', source: '免于/减免考核审批' },
  selfAssessmentRate: { name: '自评表提交率', unit: '%', source: '已提交的自评表÷计分人次' },
  themeDayRate: { name: '主题党日全程参加率', unit: '%', source: '全程参加人次÷适用人次' },
  duesRate: { name: '党费收缴率', unit: '%', source: '足额交纳人次÷适用人次' },
  membersScored: { name: '考核党员', unit: '人', source: '已公示的计分行（按人）' },
  contributors: { name: '有贡献积分的党员', unit: '人', source: '已公示的计分行（按人）' },
  membersDeducted: { name: '被扣分的党员', unit: '人', source: '已公示的计分行（按人）' },
  summarised: { name: '纳入汇总', unit: '人', source: '半年积分汇总' },
  mean: { name: '汇总平均分', unit: '分', source: '半年积分汇总' },
  publications: { name: '汇总审核公示', unit: '次', source: '月度公示与汇总公示之和' },
  threeMeetings: { name: '三会一课', unit: '次', source: '支部填报，四项之和' },
  memberMeetings: { name: '党员大会', unit: '次', source: '支部填报' },
  committeeMeetings: { name: '支委会', unit: '次', source: '支部填报' },
  groupMeetings: { name: '党小组会', unit: '次', source: '支部填报' },
  partyLectures: { name: '党课', unit: '次', source: '支部填报' },
  secretaryLectures: { name: '书记讲党课', unit: '次', source: '支部填报' },
  organisationalLife: { name: '专题组织生活会', unit: '次', source: '支部填报' },
  volunteering: { name: '志愿服务活动', unit: '次', source: '支部填报' },
};
