import type { Action } from '../http/allow.js';
import type { ExportFormat } from './exported.js';

/** When people come looking for a document. */
export const occasions = ['month', 'dispute', 'halfYear', 'person'] as const;
export type Occasion = (typeof occasions)[number];

/**
 * What a document is about, and so what its path is made of and when there is one:
 * branchMonth — a month of a branch, from `from` on; meeting, correction — each of those of the month;
 * unitMonth — a month of any unit; period, year — of any unit; branchYear — of a branch; ownYear, ownSheet — of the reader himself;
 * page — kept record by record on a page of its own, where each has its own file.
 */
export type DocumentSubject =
  | 'branchMonth'
  | 'meeting'
  | 'correction'
  | 'unitMonth'
  | 'period'
  | 'year'
  | 'branchYear'
  | 'ownYear'
  | 'ownSheet'
  | 'page';

export const documentKeys = [
  'selfAssessment',
  'filledSheets',
  'ownSheet',
  'board',
  'ledger',
  'deductions',
  'contributions',
  'registerCard',
  'registerCards',
  'minutes',
  'register',
  'slip',
  'correctionNotice',
  'summary',
  'examination',
  'branches',
  'exemptionApproval',
  'talk',
  'notice',
  'circular',
  'workReport',
] as const;
export type DocumentKey = (typeof documentKeys)[number];

export interface CatalogueLine {
  /** Of the fourteen documents in domain/documents.md. */
  number: number;
  key: DocumentKey;
  occasion: Occasion;
  subject: DocumentSubject;
  /** With json there is a preview. */
  formats: readonly ExportFormat[];
  /** Below /api/v1, with {unitId}, {branchMonthId}, {meetingNumber}, {correctionId}, {memberId}, {sheetId}, {month}, {period}, {year}, {format}. */
  path: string;
  action: Action;
  /** In which units it exists; everywhere when left out. */
  levels?: 'branch' | 'aboveBranch';
  /** Of a month: from when on. */
  from?: 'opened' | 'handedIn' | 'published';
  /** Of a slip: whether only those issued have it. */
  issuedOnly?: boolean;
  /** Once the month is confirmed, it takes this right instead. */
  afterwards?: Action;
  /** Of what is kept on a page: its name in the web client's router. */
  page?: string;
}

/** Every document there is, one line each, in the order in which they are shown. */
export const catalogue: readonly CatalogueLine[] = [
  {
    number: 1,
    key: 'selfAssessment',
    occasion: 'month',
    subject: 'branchMonth',
    formats: ['docx'],
    path: '/branch-months/{branchMonthId}/paper-forms.{format}',
    action: 'sheet.proxy',
    from: 'opened',
  },
  {
    number: 1,
    key: 'filledSheets',
    occasion: 'month',
    subject: 'branchMonth',
    formats: ['json', 'xlsx', 'docx'],
    path: '/branch-months/{branchMonthId}/self-assessments.{format}',
    action: 'sheet.read',
    from: 'handedIn',
  },
  {
    number: 2,
    key: 'board',
    occasion: 'month',
    subject: 'branchMonth',
    formats: ['json', 'xlsx', 'docx'],
    path: '/branch-months/{branchMonthId}/board.{format}',
    action: 'board.read',
    from: 'published',
    afterwards: 'board.archive',
  },
  {
    number: 3,
    key: 'ledger',
    occasion: 'month',
    subject: 'branchMonth',
    formats: ['json', 'xlsx', 'csv'],
    path: '/branch-months/{branchMonthId}/ledger.{format}',
    action: 'publication.export',
    from: 'published',
  },
  {
    number: 4,
    key: 'deductions',
    occasion: 'month',
    subject: 'branchMonth',
    formats: ['json', 'xlsx', 'csv'],
    path: '/branch-months/{branchMonthId}/deductions.{format}',
    action: 'publication.export',
    from: 'published',
  },
  {
    number: 4,
    key: 'contributions',
    occasion: 'month',
    subject: 'branchMonth',
    formats: ['json', 'xlsx', 'csv'],
    path: '/branch-months/{branchMonthId}/contributions.{format}',
    action: 'publication.export',
    from: 'published',
  },
  {
    number: 6,
    key: 'minutes',
    occasion: 'month',
    subject: 'meeting',
    formats: ['docx'],
    path: '/branch-months/{branchMonthId}/meetings/{meetingNumber}/minutes.{format}',
    action: 'meeting.read',
  },
  {
    number: 7,
    key: 'register',
    occasion: 'dispute',
    subject: 'branchYear',
    formats: ['xlsx'],
    path: '/branches/{unitId}/objection-register.{format}?year={year}',
    action: 'objection.read',
  },
  {
    number: 8,
    key: 'slip',
    occasion: 'dispute',
    subject: 'correction',
    formats: ['docx'],
    path: '/corrections/{correctionId}/slip.{format}',
    action: 'correction.read',
  },
  {
    number: 8,
    key: 'correctionNotice',
    occasion: 'dispute',
    subject: 'correction',
    formats: ['docx'],
    path: '/corrections/{correctionId}/notice.{format}',
    action: 'correction.read',
    issuedOnly: true,
  },
  {
    number: 9,
    key: 'summary',
    occasion: 'halfYear',
    subject: 'period',
    formats: ['json', 'xlsx', 'docx', 'csv'],
    path: '/units/{unitId}/summaries/{period}/summary.{format}',
    action: 'summary.read',
  },
  {
    number: 5,
    key: 'registerCards',
    occasion: 'person',
    subject: 'branchYear',
    formats: ['json', 'xlsx', 'docx'],
    path: '/units/{unitId}/register-cards/{year}.{format}',
    action: 'summary.read',
  },
  {
    number: 5,
    key: 'registerCard',
    occasion: 'person',
    subject: 'ownYear',
    formats: ['json', 'xlsx', 'docx'],
    path: '/members/{memberId}/register-card/{year}.{format}',
    action: 'member.history',
  },
  {
    number: 1,
    key: 'ownSheet',
    occasion: 'person',
    subject: 'ownSheet',
    formats: ['json', 'xlsx', 'docx'],
    path: '/sheets/{sheetId}/self-assessment.{format}',
    action: 'sheet.read',
  },
  {
    number: 10,
    key: 'examination',
    occasion: 'halfYear',
    subject: 'period',
    formats: ['json', 'docx'],
    path: '/units/{unitId}/summaries/{period}/examination.{format}',
    action: 'summary.read',
  },
  {
    number: 11,
    key: 'branches',
    occasion: 'halfYear',
    subject: 'period',
    formats: ['json', 'xlsx', 'csv'],
    path: '/units/{unitId}/summaries/{period}/branches.{format}',
    action: 'statistics.read',
    levels: 'aboveBranch',
  },
  {
    number: 12,
    key: 'exemptionApproval',
    occasion: 'person',
    subject: 'page',
    formats: ['json', 'docx'],
    path: '/units/{unitId}/exemptions',
    action: 'exemption.read',
    page: 'exemptions',
  },
  {
    number: 13,
    key: 'talk',
    occasion: 'person',
    subject: 'page',
    formats: ['json', 'docx'],
    path: '/units/{unitId}/talk-records',
    action: 'talk.read',
    page: 'talks',
  },
  {
    number: 14,
    key: 'notice',
    occasion: 'month',
    subject: 'branchMonth',
    formats: ['json', 'docx'],
    path: '/branch-months/{branchMonthId}/notice.{format}',
    action: 'board.read',
    from: 'published',
    afterwards: 'board.archive',
  },
  {
    number: 14,
    key: 'circular',
    occasion: 'halfYear',
    subject: 'period',
    formats: ['json', 'docx'],
    path: '/units/{unitId}/summaries/{period}/circular.{format}',
    action: 'summary.read',
    levels: 'aboveBranch',
  },
  {
    number: 14,
    key: 'workReport',
    occasion: 'halfYear',
    subject: 'period',
    formats: ['json', 'docx', 'xlsx'],
    path: '/units/{unitId}/work-reports/{period}/report.{format}',
    action: 'report.read',
  },
];
