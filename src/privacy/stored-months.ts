import { oncePublished, published, type StoredTable, told, words } from './stored.js';

const ofSheet = `JOIN sheets ON sheets.id = rows_of.sheetId JOIN branch_months ON branch_months.id = sheets.branchMonthId`;
const fromSheets = (table: string) => `FROM ${table} ${ofSheet.replaceAll('rows_of', table)}`;
const month = told('branch_months.month', '月份', 'Month', 'month');

/** What was withdrawn is told no more. */
const standing = 'publications.id NOT IN (SELECT publication_withdrawals.publicationId FROM publication_withdrawals)';

/** A member's months: what he wrote, what was decided once it is published, and what stands published. */
export const storedMonths: readonly StoredTable[] = [
  {
    table: 'sheets',
    matter: 'sheets',
    words: words('月度自评表', 'Monthly sheets'),
    by: 'sheets.memberId',
    of: 'member',
    columns: [
      month,
      told('units.name AS branch', '支部', 'Branch'),
      told('sheets.standing', '党员类别', 'Standing', 'code'),
      told('sheets.profileCode', '考核方式', 'Assessed on', 'code'),
      told('sheets.state', '状态', 'State', 'code'),
      told('sheets.submittedAt', '提交时间', 'Handed in', 'instant'),
      told('sheets.late', '逾期提交', 'Late', 'flag'),
      told('sheets.fromRecords', '按组织记录评定', 'Decided from the records', 'flag'),
      told('sheets.selfScoreHundredths', '自评分', 'Own score', 'points'),
      told('sheets.returnedReason', '退回原因', 'Why it was returned'),
      told('sheets.extendedUntil', '延期至', 'Extended until', 'day'),
      told('sheets.extensionReason', '延期原因', 'Why it was extended'),
      told('sheets.notScoredReason', '不计分类别', 'Not scored', 'code'),
      told('sheets.notScoredNote', '不计分说明', 'Why not scored'),
      told(oncePublished('sheets.baseHundredths'), '基础分', 'Base', 'points'),
      told(oncePublished('sheets.deductionHundredths'), '扣分', 'Deductions', 'points'),
      told(oncePublished('sheets.contributionHundredths'), '贡献分', 'Contributions', 'points'),
      told(oncePublished('sheets.scoreHundredths'), '得分', 'Score', 'points'),
      told(oncePublished('sheets.decidedAt'), '评定时间', 'Decided', 'instant'),
      told(oncePublished('sheets.vetoCode'), '一票否决', 'Veto'),
    ],
    from: `FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId
           JOIN units ON units.id = branch_months.branchId WHERE sheets.memberId = ?`,
    order: 'branch_months.month DESC',
    waiting: `FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId
              WHERE sheets.memberId = ? AND sheets.decidedAt IS NOT NULL AND NOT ${published}`,
  },
  {
    table: 'sheet_lines',
    matter: 'sheets',
    words: words('自评表中的条目', 'Lines of your sheets'),
    by: 'sheet_lines.sheetId',
    of: 'member',
    columns: [
      month,
      told('sheet_lines.itemCode', '项目', 'Item'),
      told('sheet_lines.origin', '由谁提出', 'Brought up by', 'code'),
      told('sheet_lines.optionCode', '选项', 'Option'),
      told('sheet_lines.count', '次数', 'Count', 'count'),
      told('sheet_lines.pointsHundredths', '分值', 'Points', 'points'),
      told('sheet_lines.occurredOn', '发生日期', 'Day', 'day'),
      told('sheet_lines.description', '事项', 'What'),
      told('sheet_lines.reason', '理由', 'Reason'),
      told('sheet_lines.evidence', '证明材料', 'Evidence'),
      told('sheet_lines.witness', '证明人', 'Witness'),
      told(oncePublished('sheet_lines.outcome'), '评定', 'Outcome', 'code'),
      told(oncePublished('sheet_lines.decidedOptionCode'), '评定选项', 'Option decided'),
      told(oncePublished('sheet_lines.decidedCount'), '评定次数', 'Count decided', 'count'),
      told(oncePublished('sheet_lines.decidedPointsHundredths'), '评定分值', 'Points decided', 'points'),
      told(oncePublished('sheet_lines.decisionReason'), '评定理由', 'Why'),
      told(oncePublished('sheet_lines.countedHundredths'), '计入', 'Counted', 'points'),
    ],
    from: `${fromSheets('sheet_lines')} WHERE sheets.memberId = ? AND (sheet_lines.origin = 'self' OR ${published})`,
    order: 'branch_months.month DESC, sheet_lines.number',
    waiting: `${fromSheets('sheet_lines')} WHERE sheets.memberId = ? AND NOT ${published}
              AND (sheet_lines.origin <> 'self' OR sheet_lines.outcome IS NOT NULL)`,
  },
  {
    table: 'proxy_entries',
    matter: 'sheets',
    words: words('代录的纸质表', 'Paper sheets entered for you'),
    by: 'proxy_entries.memberId',
    of: 'member',
    columns: [
      month,
      told('proxy_entries.receivedOn', '收到日期', 'Received', 'day'),
      told('proxy_entries.enteredAt', '录入时间', 'Entered', 'instant'),
      told('proxy_entries.reason', '代录原因', 'Why'),
      told('proxy_entries.consent', '本人同意方式', 'How you agreed', 'code'),
      told('proxy_entries.consentNote', '说明', 'Note'),
    ],
    from: `${fromSheets('proxy_entries')} WHERE proxy_entries.memberId = ?`,
    order: 'branch_months.month DESC',
  },
  {
    table: 'evidence_files',
    matter: 'evidence',
    words: words('证明材料文件', 'Files of evidence'),
    by: 'evidence_files.sheetId',
    of: 'member',
    columns: [
      month,
      told('evidence_files.fileName', '文件名', 'File'),
      told('evidence_files.kind', '类型', 'Kind'),
      told('evidence_files.byteCount', '字节数', 'Bytes', 'count'),
      told('evidence_files.uploadedAt', '上传时间', 'Handed in', 'instant'),
      told('evidence_files.erasedAt', '到期清除于', 'Erased', 'instant'),
    ],
    from: `${fromSheets('evidence_files')} WHERE sheets.memberId = ?`,
    order: 'evidence_files.id DESC',
  },
  {
    table: 'published_sheets',
    matter: 'results',
    words: words('已公示的月度结果', 'Published results of months'),
    by: 'published_sheets.memberId',
    of: 'member',
    columns: [
      month,
      told('publications.number', '公示号', 'Publication', 'count'),
      told('publications.publishedAt', '公示时间', 'Published', 'instant'),
      told('published_sheets.notScoredReason', '不计分类别', 'Not scored', 'code'),
      told('published_sheets.baseHundredths', '基础分', 'Base', 'points'),
      told('published_sheets.deductionHundredths', '扣分', 'Deductions', 'points'),
      told('published_sheets.contributionHundredths', '贡献分', 'Contributions', 'points'),
      told('published_sheets.scoreHundredths', '得分', 'Score', 'points'),
      told('published_sheets.vetoCode', '一票否决', 'Veto'),
    ],
    from: `FROM published_sheets JOIN publications ON publications.id = published_sheets.publicationId
           JOIN branch_months ON branch_months.id = publications.branchMonthId
           WHERE published_sheets.memberId = ? AND ${standing}`,
    order: 'published_sheets.publicationId DESC',
  },
  {
    table: 'published_lines',
    matter: 'results',
    words: words('公示结果的构成', 'What the published results consist of'),
    by: 'published_lines.sheetId',
    of: 'member',
    columns: [
      month,
      told('published_lines.itemCode', '项目', 'Item'),
      told('published_lines.occurredOn', '发生日期', 'Day', 'day'),
      told('published_lines.outcome', '评定', 'Outcome', 'code'),
      told('published_lines.claimedHundredths', '申报', 'Claimed', 'points'),
      told('published_lines.countedHundredths', '计入', 'Counted', 'points'),
    ],
    from: `FROM published_sheets
           JOIN publications ON publications.id = published_sheets.publicationId
           JOIN branch_months ON branch_months.id = publications.branchMonthId
           JOIN published_lines ON published_lines.publicationId = published_sheets.publicationId
                AND published_lines.sheetId = published_sheets.sheetId
           WHERE published_sheets.memberId = ? AND ${standing}`,
    order: 'published_lines.publicationId DESC, published_lines.number',
  },
  {
    table: 'publication_receipts',
    matter: 'results',
    words: words('您查看公示的回执', 'That you have seen the boards'),
    by: 'publication_receipts.memberId',
    of: 'member',
    columns: [month, told('publication_receipts.seenAt', '查看时间', 'Seen', 'instant')],
    from: `FROM publication_receipts JOIN publications ON publications.id = publication_receipts.publicationId
           JOIN branch_months ON branch_months.id = publications.branchMonthId
           WHERE publication_receipts.memberId = ?`,
    order: 'publication_receipts.seenAt DESC',
  },
  {
    table: 'meeting_attendance',
    matter: 'sheets',
    words: words('您参加的评定会议', 'Meetings you were at'),
    by: 'meeting_attendance.memberId',
    of: 'member',
    columns: [
      told('meetings.heldOn', '会议日期', 'Held on', 'day'),
      told('meetings.topic', '议题', 'Topic'),
      told('meeting_attendance.seat', '身份', 'As', 'code'),
      told('meeting_attendance.presence', '到会情况', 'Presence', 'code'),
      told('meeting_attendance.reason', '未到原因', 'Why not'),
    ],
    from: `FROM meeting_attendance JOIN meetings ON meetings.id = meeting_attendance.meetingId
           WHERE meeting_attendance.memberId = ?`,
    order: 'meetings.heldOn DESC, meetings.id DESC',
  },
];
