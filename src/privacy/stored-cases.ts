import { published, type StoredTable, told, words } from './stored.js';

const standing = "closings.state IN ('published', 'confirmed', 'archived')";
const onceStanding = (name: string) => `CASE WHEN ${standing} THEN closing_rows.${name} END AS ${name}`;
const month = told('branch_months.month', '月份', 'Month', 'month');
const period = told('closings.period', '期间', 'Period');
const objection = [
  month,
  told('objections.itemCode', '项目', 'Item'),
  told('objections.state', '状态', 'State', 'code'),
  told('objections.reason', '理由', 'Reason'),
  told('objections.receivedDay', '收到日期', 'Received', 'day'),
  told('objections.answeredDay', '答复日期', 'Answered', 'day'),
  told('objections.answer', '答复', 'Answer'),
  told('objections.appealState', '复核', 'Appeal', 'code'),
];
const ofAppeal = [
  told('objections.appealReason', '复核理由', 'Why appealed'),
  told('objections.appealAnswer', '复核答复', 'Answer to the appeal'),
];
const fromObjections = 'FROM objections JOIN branch_months ON branch_months.id = objections.branchMonthId';
const fromClosingRows = `FROM closing_rows JOIN closings ON closings.id = closing_rows.closingId
  AND closings.revision = closing_rows.revision WHERE closing_rows.memberId = ?`;

/** Half-years, objections and corrections, and what was recorded beside the sheets. */
export const storedCases: readonly StoredTable[] = [
  {
    table: 'closing_rows',
    matter: 'closings',
    words: words('半年、季度和年度汇总', 'Half-years, quarters and years'),
    by: 'closing_rows.memberId',
    of: 'member',
    columns: [
      period,
      told('closings.state', '状态', 'State', 'code'),
      told('closing_rows.countedMonths', '计分月数', 'Months counted', 'count'),
      told('closing_rows.resultHundredths', '汇总得分', 'Result', 'points'),
      told('closing_rows.sumHundredths', '合计', 'Sum', 'points'),
      told('closing_rows.lowestHundredths', '最低月得分', 'Lowest month', 'points'),
      told('closing_rows.deductionHundredths', '扣分', 'Deductions', 'points'),
      told('closing_rows.contributionHundredths', '贡献分', 'Contributions', 'points'),
      told(onceStanding('bandCode'), '等次', 'Band'),
      told(onceStanding('bandReason'), '等次理由', 'Why this band'),
    ],
    from: fromClosingRows,
    order: 'closings.period DESC',
    waiting: `${fromClosingRows} AND NOT ${standing}`,
  },
  {
    table: 'closing_acknowledgements',
    matter: 'closings',
    words: words('您对汇总的已阅', 'That you have read your figures'),
    by: 'closing_acknowledgements.memberId',
    of: 'member',
    columns: [
      period,
      told('closing_acknowledgements.acknowledgedAt', '时间', 'When', 'instant'),
      told('closing_acknowledgements.onPaper', '纸质签字', 'On paper', 'flag'),
    ],
    from: `FROM closing_acknowledgements JOIN closings ON closings.id = closing_acknowledgements.closingId
           WHERE closing_acknowledgements.memberId = ?`,
    order: 'closing_acknowledgements.acknowledgedAt DESC',
  },
  {
    table: 'closing_objections',
    matter: 'closings',
    words: words('您对汇总提出的异议', 'Your objections to half-years'),
    by: 'closing_objections.authorMemberId',
    of: 'member',
    columns: [
      period,
      told('closing_objections.reason', '理由', 'Reason'),
      told('closing_objections.state', '状态', 'State', 'code'),
      told('closing_objections.raisedDay', '提出日期', 'Raised', 'day'),
      told('closing_objections.answer', '答复', 'Answer'),
    ],
    from: `FROM closing_objections JOIN closings ON closings.id = closing_objections.closingId
           WHERE closing_objections.authorMemberId = ?`,
    order: 'closing_objections.id DESC',
  },
  {
    table: 'objections',
    matter: 'disputes',
    words: words('您提出的公示异议', 'Objections you raised'),
    by: 'objections.authorMemberId',
    of: 'member',
    columns: [
      ...objection,
      told('objections.anonymous', '仅纪检委员可知', 'Known to the discipline commissioner only', 'flag'),
      ...ofAppeal,
    ],
    from: `${fromObjections} WHERE objections.authorMemberId = ?`,
    order: 'objections.receivedDay DESC, objections.publicKey',
  },
  {
    // Who raised it isn't told here, whether he gave his name or not; nor is an objection before its answer.
    table: 'objections',
    matter: 'disputes',
    words: words('关于您的、已答复的公示异议', 'Answered objections about your results'),
    by: 'objections.subjectMemberId',
    of: 'member',
    columns: objection,
    from: `${fromObjections} WHERE objections.subjectMemberId = ? AND objections.answeredAt IS NOT NULL`,
    order: 'objections.receivedDay DESC, objections.publicKey',
  },
  {
    table: 'corrections',
    matter: 'disputes',
    words: words('关于您的积分更正单', 'Correction slips about your results'),
    by: 'corrections.subjectMemberId',
    of: 'member',
    columns: [
      month,
      told('corrections.year', '年度', 'Year', 'count'),
      told('corrections.number', '编号', 'Number', 'count'),
      told('corrections.reason', '原因', 'Reason'),
      told('corrections.evidence', '依据', 'Evidence'),
      told('corrections.issuedAt', '签发时间', 'Issued', 'instant'),
    ],
    from: `FROM corrections JOIN sheets ON sheets.id = corrections.sheetId
           JOIN branch_months ON branch_months.id = sheets.branchMonthId
           WHERE corrections.subjectMemberId = ? AND corrections.state = 'issued'`,
    order: 'corrections.id DESC',
  },
  {
    table: 'correction_notices',
    matter: 'disputes',
    words: words('通知您的积分更正', 'Corrections you were told of'),
    by: 'correction_notices.memberId',
    of: 'member',
    columns: [
      month,
      told('corrections.number', '编号', 'Number', 'count'),
      told('correction_notices.readAt', '阅读时间', 'Read', 'instant'),
    ],
    from: `FROM correction_notices JOIN corrections ON corrections.id = correction_notices.correctionId
           JOIN sheets ON sheets.id = corrections.sheetId
           JOIN branch_months ON branch_months.id = sheets.branchMonthId
           WHERE correction_notices.memberId = ?`,
    order: 'correction_notices.correctionId DESC',
  },
  {
    table: 'talk_records',
    matter: 'cases',
    words: words('与您的谈话记录', 'Reminder talks with you'),
    by: 'talk_records.memberId',
    of: 'member',
    columns: [
      told('talk_records.year', '年度', 'Year', 'count'),
      told('talk_records.number', '编号', 'Number', 'count'),
      told('talk_records.heldOn', '谈话日期', 'Held on', 'day'),
      told('talk_records.place', '地点', 'Place'),
      told('talk_records.occasion', '事由', 'Occasion', 'code'),
      told('talk_records.topic', '谈话内容', 'What was said'),
      told('talk_records.response', '本人说明', 'What you said'),
      told('talk_records.measures', '商定的措施', 'What was agreed'),
      told('talk_records.recordedAt', '记录时间', 'Recorded', 'instant'),
    ],
    from: 'FROM talk_records WHERE talk_records.memberId = ?',
    order: 'talk_records.id DESC',
  },
  {
    table: 'exemptions',
    matter: 'cases',
    words: words('免于或减免考核', 'Exemptions'),
    by: 'exemptions.memberId',
    of: 'member',
    columns: [
      told('exemptions.kind', '类别', 'Kind', 'code'),
      told('exemptions.reasonClass', '事由类别', 'Class of reason', 'code'),
      told('exemptions.reason', '具体事由', 'Reason'),
      told('exemptions.fromMonth', '起', 'From', 'month'),
      told('exemptions.untilMonth', '止', 'Until', 'month'),
      told('exemptions.lastMonth', '提前结束于', 'Ended after', 'month'),
      told('exemptions.state', '状态', 'State', 'code'),
      told('exemptions.branchOpinion', '支部意见', 'The branch’s opinion'),
      told('exemptions.bureauOpinion', '机关党委意见', 'The bureau’s opinion'),
      told('exemptions.appliedAt', '申请时间', 'Applied for', 'instant'),
      told('exemptions.decidedAt', '审批时间', 'Decided', 'instant'),
      told('exemptions.endReason', '撤回或结束原因', 'Why it ended'),
    ],
    from: 'FROM exemptions WHERE exemptions.memberId = ?',
    order: 'exemptions.id DESC',
  },
  {
    // That one was proposed is known to the member when it is set; why stands in the document itself.
    table: 'vetoes',
    matter: 'cases',
    words: words('对您作出的一票否决', 'Vetoes set on you'),
    by: 'vetoes.memberId',
    of: 'member',
    columns: [
      told('vetoes.vetoCode', '情形', 'Which'),
      told('vetoes.factDay', '事实日期', 'Day of the fact', 'day'),
      told('vetoes.documentNumber', '文件号', 'Document'),
      told('vetoes.documentDay', '文件日期', 'Its day', 'day'),
      told('vetoes.liftedAt', '解除时间', 'Lifted', 'instant'),
    ],
    from: "FROM vetoes WHERE vetoes.memberId = ? AND vetoes.state IN ('set', 'liftingProposed', 'lifted')",
    order: 'vetoes.id DESC',
  },
  {
    table: 'pre_reviews',
    matter: 'sheets',
    words: words('对您自评表的初审（仅告知有无）', 'Pre-reviews of your sheets (that there were any)'),
    by: 'pre_reviews.memberId',
    of: 'member',
    columns: [month, told('pre_reviews.at', '初审时间', 'When', 'instant')],
    from: `FROM pre_reviews JOIN sheets ON sheets.id = pre_reviews.sheetId
           JOIN branch_months ON branch_months.id = sheets.branchMonthId
           WHERE pre_reviews.memberId = ? AND ${published}`,
    order: 'branch_months.month DESC',
    waiting: `FROM pre_reviews JOIN sheets ON sheets.id = pre_reviews.sheetId
              JOIN branch_months ON branch_months.id = sheets.branchMonthId
              WHERE pre_reviews.memberId = ? AND NOT ${published}`,
  },
];
