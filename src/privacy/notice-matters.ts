import type { Action } from '../http/allow.js';
import type { PolicyName } from '../identity/policies.js';
import { type Matter, type Words, words } from './stored.js';

/** What stands on the purpose page about a heading beside its fields, which come from the list of everything stored. */
export interface MatterFacts {
  words: Words;
  /** What it is processed for. */
  purpose: Words;
  /** Whoever has one of these rights reads it: the page asks the rights table who that is. */
  readBy: readonly Action[];
  /** Which policy says how long it is kept; null: as long as the membership's record is kept. */
  kept: PolicyName;
}

export const matterFacts: Readonly<Record<Matter, MatterFacts>> = {
  account: {
    words: words('账号和职务', 'Accounts and offices'),
    purpose: words(
      '登录系统，按职务确定能看什么、能办什么。',
      'To sign in, and to know by one’s offices what one may see and do.',
    ),
    readBy: ['account.read'],
    kept: 'retentionYearsAfterLeaving',
  },
  roster: {
    words: words('党员名册', 'The roster'),
    purpose: words(
      '确定每月由哪个支部、按哪种方式考核谁。不登记身份证号、电话和住址。',
      'To know who is assessed by which branch and how. No identity number, telephone or address is kept.',
    ),
    readBy: ['roster.read'],
    kept: 'retentionYearsAfterLeaving',
  },
  sheets: {
    words: words('自评、初审和评定', 'Self-assessment, pre-review and decision'),
    purpose: words(
      '每月自评、党小组初审、支部评定积分。',
      'To assess oneself each month, and for group and branch to review it.',
    ),
    readBy: ['sheet.read', 'meeting.read'],
    kept: 'retentionYearsAfterLeaving',
  },
  evidence: {
    words: words('证明材料', 'Evidence'),
    purpose: words(
      '证明申报的事项。照片上传时去除拍摄地点等信息。',
      'To bear out what was claimed. Places and the like are taken out of pictures.',
    ),
    readBy: ['sheet.read'],
    kept: 'evidenceRetentionMonths',
  },
  results: {
    words: words('公示的月度结果', 'Published results of months'),
    purpose: words(
      '在本支部公示，听取异议，确认后作为记录。',
      'To publish in the branch, hear objections, and keep what was confirmed.',
    ),
    readBy: ['board.read', 'member.history'],
    kept: 'retentionYearsAfterLeaving',
  },
  closings: {
    words: words('半年、季度和年度汇总', 'Half-years, quarters and years'),
    purpose: words(
      '汇总各月得分，提出等次建议，由支部和机关党委审核。',
      'To put months together and suggest bands, which branch and bureau examine.',
    ),
    readBy: ['closing.read', 'closingBoard.read'],
    kept: 'retentionYearsAfterLeaving',
  },
  disputes: {
    words: words('异议、复核和更正', 'Objections, appeals and corrections'),
    purpose: words(
      '纠正差错。匿名提出的，只有纪检委员知道提出人。',
      'To put mistakes right. Who objects anonymously is known to the discipline commissioner only.',
    ),
    readBy: ['objection.read', 'correction.read'],
    kept: 'retentionYearsAfterLeaving',
  },
  cases: {
    words: words('谈话、免于考核和一票否决', 'Talks, exemptions and vetoes'),
    purpose: words(
      '提醒和帮助党员，按规定免于考核，执行组织处理。事由不公示，加密保存。',
      'To remind and help, to exempt by rule, to carry out measures. Reasons are never published, and kept encrypted.',
    ),
    readBy: ['talk.read', 'exemption.read', 'veto.read'],
    kept: 'retentionYearsAfterLeaving',
  },
  traces: {
    words: words('操作和查阅记录', 'Who did and who looked at what'),
    purpose: words(
      '每项决定留痕，防止篡改；因职务查阅他人记录的也留记录，本人可以看到。',
      'Every decision leaves a line that can’t be changed; looking at others’ records by office does too, and one sees it oneself.',
    ),
    readBy: ['trail.read', 'accessLine.read'],
    kept: 'accessLogRetentionMonths',
  },
  requests: {
    words: words('个人信息申请', 'Requests about personal data'),
    purpose: words('办理您的查阅、更正、删除和说明申请。', 'To answer what you ask about your data.'),
    readBy: ['dataRequest.read'],
    kept: 'retentionYearsAfterLeaving',
  },
};
