import { type Words, words } from './stored.js';

/**
 * Columns that say who did something by office. The rows are about somebody else, so they aren't told; how many there are is
 * (own-data.service.ts), and each act stands in the trail of whom it is about.
 */
export const officeActs: readonly { words: Words; columns: readonly string[] }[] = [
  {
    words: words('开启、办理和确认月份，主持会议', 'Opening, running and confirming months, and meetings'),
    columns: [
      'branch_months.openedBy',
      'branch_months.confirmedBy',
      'month_steps.accountId',
      'meetings.openedBy',
      'meetings.closedBy',
    ],
  },
  {
    words: words('初审、评定、代录和延期', 'Pre-reviewing, deciding, entering for others, extending'),
    columns: [
      'pre_reviews.accountId',
      'sheets.decidedBy',
      'sheets.extendedBy',
      'sheet_lines.decidedBy',
      'proxy_entries.enteredBy',
    ],
  },
  { words: words('上传证明材料', 'Handing in evidence'), columns: ['evidence_files.uploadedBy'] },
  {
    words: words('公示和撤回公示', 'Publishing and withdrawing'),
    columns: [
      'publications.publishedBy',
      'publication_withdrawals.withdrawnBy',
      'closing_publications.publishedBy',
      'closing_withdrawals.withdrawnBy',
    ],
  },
  {
    words: words('办理异议和积分更正', 'Objections and corrections'),
    columns: [
      'objections.acknowledgedBy',
      'objections.answeredBy',
      'objections.appealAnsweredBy',
      'corrections.askedBy',
      'corrections.decidedBy',
      'corrections.countersignedBy',
      'corrections.issuedBy',
      'corrections.endedBy',
      'closing_objections.answeredBy',
    ],
  },
  {
    words: words('办理半年、季度和年度汇总', 'Half-years, quarters and years'),
    columns: [
      'closing_revisions.madeBy',
      'closing_steps.doneBy',
      'closing_explanations.explainedBy',
      'closing_proposals.proposedBy',
      'closing_examinations.concludedBy',
      'closing_examined_rows.foundBy',
      'closing_acknowledgements.notedBy',
    ],
  },
  {
    words: words('办理一票否决', 'Vetoes'),
    columns: [
      'vetoes.proposedBy',
      'vetoes.confirmedBy',
      'vetoes.liftProposedBy',
      'vetoes.liftedBy',
      'veto_steps.accountId',
    ],
  },
  {
    words: words('记录谈话、办理免于考核', 'Talks and exemptions'),
    columns: ['talk_records.recordedBy', 'exemptions.appliedBy', 'exemptions.decidedBy', 'exemptions.endedBy'],
  },
  {
    words: words(
      '维护办法、安全策略、日历、报表数据和模板',
      'The rule, policies, the calendar, figures of reports and templates',
    ),
    columns: [
      'scheme_versions.publishedBy',
      'scheme_drafts.updatedBy',
      'policy_changes.changedBy',
      'calendar_days.editedBy',
      'calendar_years.announcedBy',
      'report_facts.changedBy',
      'templates.createdBy',
      'templates.retiredBy',
      'template_versions.addedBy',
    ],
  },
  {
    words: words('导入和批量导出', 'Imports and large exports'),
    columns: [
      'import_drafts.accountId',
      'import_mappings.savedBy',
      'imported_months.importedBy',
      'kept_exports.askedBy',
    ],
  },
  {
    words: words('办理个人信息申请、维护个人信息说明', 'Requests about personal data, and the notice'),
    columns: ['data_requests.askedBy', 'data_requests.answeredBy', 'data_requests.doneBy', 'privacy_notices.writtenBy'],
  },
  {
    words: words('暂停清除，决定和执行提前清除', 'Holds, and orders to erase given and carried out'),
    columns: ['member_holds.setBy', 'erasure_orders.orderedBy', 'erasure_orders.endedBy'],
  },
  { words: words('因职务查阅他人的记录', 'Looking at others’ records by office'), columns: ['access_lines.accountId'] },
];

const sameAct = words(
  '与同一行的账号列相同，只供数据库拒绝办理本人事项',
  'The same act as the account beside it; it lets the database refuse a hand in one’s own case',
);

interface NotTold {
  columns: readonly string[];
  reason: Words;
}

/** Everything else that refers to a person and isn't told him here, with the reason. A test holds this list complete. */
export const notTold: readonly NotTold[] = [
  {
    columns: [
      'month_steps.memberId',
      'pre_reviews.byMemberId',
      'proxy_entries.enteredByMemberId',
      'sheets.decidedByMemberId',
      'objections.answeredByMemberId',
      'corrections.askedByMemberId',
      'corrections.decidedByMemberId',
      'closing_objections.answeredByMemberId',
      'vetoes.proposedByMemberId',
      'vetoes.confirmedByMemberId',
      'vetoes.liftProposedByMemberId',
      'vetoes.liftedByMemberId',
      'exemptions.appliedByMemberId',
      'data_requests.answeredByMemberId',
    ],
    reason: sameAct,
  },
  {
    columns: ['meetings.chairMemberId', 'meetings.recorderMemberId', 'talk_records.talkerMemberId'],
    reason: words(
      '是您在会议或谈话中的职责；会议见“您参加的评定会议”，谈话内容属于谈话对象',
      'Your part in a meeting or talk: meetings stand above, and a talk is about the person it was held with',
    ),
  },
  {
    columns: ['trail_subjects.memberId'],
    reason: words('逐条列在“我的记录轨迹”页', 'Stands line by line on the page “My trail”'),
  },
  {
    columns: ['member_holds.memberId'],
    reason: words(
      '案件需要时暂停清除的决定；事先告知会妨碍办案（个人信息保护法第十八条）',
      'That a case keeps your data from being erased: telling it could hinder the case (Article 18)',
    ),
  },
  {
    columns: ['erasures.memberId'],
    reason: words(
      '清除后账号随即停用，再没有可以登录查看的人',
      'With what was erased the account was closed: there is nobody left who could read it here',
    ),
  },
  {
    columns: ['sign_in_links.linkedBy'],
    reason: words(
      '由本人或管理员办理的关联，已按所属账号列出',
      'Who made a link, oneself or an administrator; the link is listed by whose it is',
    ),
  },
  {
    columns: ['half_sign_ins.accountId', 'provider_requests.accountId'],
    reason: words('登录进行到一半的状态，几分钟后作废', 'A sign-in that is half done; it is void after some minutes'),
  },
  {
    columns: ['trail_salts.memberId'],
    reason: words(
      '随机数，本身不含个人信息，用于保护轨迹中的摘要',
      'A random number that protects the digests in the trail',
    ),
  },
  {
    columns: ['closing_objections.subjectMemberId'],
    reason: words(
      '他人对您汇总提出的异议，与答复一起列在您的汇总页',
      'Others’ objections to your half-year stand on its page with their answers',
    ),
  },
  {
    columns: ['closing_proposals.memberId', 'closing_examined_rows.memberId'],
    reason: words(
      '审核过程中的意见，公示后结论列在汇总中',
      'Opinions while a half-year is examined; what came of them stands in it once it is published',
    ),
  },
  {
    columns: ['pre_review_lines.sheetId', 'meeting_votes.sheetId', 'meeting_decisions.sheetId'],
    reason: words(
      '初审和会议讨论的过程意见，公示后以评定结果和理由为准',
      'Opinions on the way to a decision; what was decided and why stands in your sheet once it is published',
    ),
  },
  {
    columns: [
      'objections.sheetId',
      'corrections.sheetId',
      'amendments.sheetId',
      'published_sheets.sheetId',
      'pre_reviews.sheetId',
      'proxy_entries.sheetId',
    ],
    reason: words('同一条记录已按本人列出', 'The same row is listed by whom it is about'),
  },
];
