import type { TokenScope } from '#src/identity/token-scopes.js';

/*
 * What a personal token of each scope is for, route by route, and independently of the service's own list of actions
 * (identity/token-scopes.ts). What stands in none of these no token ever does: who comes in and by what, what one person alone
 * may know (vetoes, talks, exemptions, objections, the trail), and what people sign for.
 */

const always = ['GET /session', 'GET /units', 'GET /units/{unitId}/documents', 'GET /units/{unitId}/role-assignments'];
const theRule = [
  'GET /scheme-versions',
  'GET /scheme-versions/{schemeVersionId}',
  'GET /scheme-versions/{schemeVersionId}/comparison',
  'GET /scheme-versions/{schemeVersionId}/file',
  'GET /scheme-versions/{schemeVersionId}/text',
  'GET /units/{unitId}/own-items',
  'GET /calendars/{year}',
  'GET /working-days',
];
const months = [
  'GET /branch-months/{branchMonthId}',
  'GET /branch-months/{branchMonthId}/paper-forms',
  'GET /branch-months/{branchMonthId}/paper-forms.docx',
  'GET /branch-months/{branchMonthId}/sheets',
  'GET /branches/{unitId}/months',
];
/** With what its holder himself has objected to, and nobody else's objection. */
const sheets = [
  'GET /sheets/{sheetId}',
  'GET /sheets/{sheetId}/receipt',
  'GET /sheets/{sheetId}/self-assessment.{format}',
  'GET /branch-months/{branchMonthId}/self-assessments.{format}',
  'GET /evidence/{evidenceFileId}',
  'GET /objections',
];
const boards = [
  'GET /branch-months/{branchMonthId}/board',
  'GET /branch-months/{branchMonthId}/board.{format}',
  'GET /branch-months/{branchMonthId}/notice.{format}',
  'GET /branch-months/{branchMonthId}/objection-choice',
  'GET /branches/{unitId}/correction-notices',
  'GET /units/{unitId}/summaries/{period}/notice.{format}',
];
const meetings = [
  'GET /branch-months/{branchMonthId}/meetings',
  'GET /branch-months/{branchMonthId}/meetings/{meetingNumber}/minutes.docx',
];
const histories = ['GET /members/{memberId}/history', 'GET /members/{memberId}/register-card/{year}.{format}'];
const people = [
  'GET /members/{memberId}',
  'GET /units/{unitId}/members',
  'GET /units/{unitId}/roster-template.xlsx',
  'GET /units/{unitId}/roster.csv',
  'GET /units/{unitId}/roster.xlsx',
];
const settings = [
  'GET /branches/{unitId}/opening-plan',
  'GET /branches/{unitId}/settings',
  'GET /units/{unitId}/closing-settings',
];
const corrections = [
  'GET /branches/{unitId}/corrections',
  'GET /corrections',
  'GET /corrections/{correctionId}',
  'GET /corrections/{correctionId}/effects',
  'GET /corrections/{correctionId}/notice.docx',
  'GET /corrections/{correctionId}/slip.docx',
];
const summaries = [
  'GET /branch-months/{branchMonthId}/statistics',
  'GET /units/{unitId}/overview',
  'GET /units/{unitId}/ranking-rule',
  'GET /units/{unitId}/register-cards/{year}.{format}',
  'GET /units/{unitId}/report-facts/{period}',
  'GET /units/{unitId}/summaries/{period}',
  'GET /units/{unitId}/summaries/{period}/branches.{format}',
  'GET /units/{unitId}/summaries/{period}/circular.{format}',
  'GET /units/{unitId}/summaries/{period}/examination.{format}',
  'GET /units/{unitId}/summaries/{period}/summary.{format}',
  'GET /units/{unitId}/work-reports/{period}',
  'GET /units/{unitId}/work-reports/{period}/report.{format}',
  'GET /units/{unitId}/closing-overview/{period}',
  'GET /units/{unitId}/closings/{period}',
  'GET /units/{unitId}/closings/{period}/examinations',
];

/** Of these the service asks for a right more, which no token is good for: entering for others, and boards that are down again. */
export const asksForMore = [
  'GET /branch-months/{branchMonthId}/paper-forms',
  'GET /branch-months/{branchMonthId}/paper-forms.docx',
  'GET /branch-months/{branchMonthId}/board.{format}',
];

export const tokenRoutes: Record<TokenScope, readonly string[]> = {
  read: [
    ...[...always, ...theRule, ...months, ...sheets, ...boards, ...meetings],
    ...[...histories, ...people, ...settings, ...corrections, ...summaries],
    'GET /members/{memberId}/closings',
    'GET /units/{unitId}/closings/{period}/board',
    'GET /units/{unitId}/fairness',
    'GET /units/{unitId}/statistics',
    'GET /units/{unitId}/verification',
  ],
  ownSheet: [
    ...[...always, ...theRule, ...months, ...sheets, ...boards, ...histories],
    'PUT /sheets/{sheetId}/draft',
    'PUT /sheets/{sheetId}/submission',
    'DELETE /sheets/{sheetId}/submission',
    'POST /sheets/{sheetId}/evidence',
    'DELETE /evidence/{evidenceFileId}',
  ],
  review: [
    ...[...always, ...theRule, ...months, ...sheets, ...meetings, ...people, ...settings],
    'PUT /branch-months/{branchMonthId}/pre-review',
    'PUT /branch-months/{branchMonthId}/review',
    'PUT /branch-months/{branchMonthId}/readiness',
    'DELETE /branch-months/{branchMonthId}/readiness',
    'PUT /branch-months/{branchMonthId}/acceptances',
    'PUT /sheets/{sheetId}/pre-review',
    'PUT /sheets/{sheetId}/pre-review-return',
    'PUT /sheets/{sheetId}/review',
    'DELETE /sheets/{sheetId}/review',
    'PUT /sheets/{sheetId}/return',
  ],
  exports: [
    ...[...always, ...theRule, ...months, ...sheets, ...boards, ...meetings],
    ...[...histories, ...people, ...corrections, ...summaries],
    'GET /branch-months/{branchMonthId}/ledger.{format}',
    'GET /branch-months/{branchMonthId}/deductions.{format}',
    'GET /branch-months/{branchMonthId}/contributions.{format}',
    'GET /publications/{publicationId}/export.json',
    'POST /units/{unitId}/exports',
    'GET /units/{unitId}/exports',
    'GET /units/{unitId}/exports/{exportId}',
    'GET /units/{unitId}/exports/{exportId}/file',
    'DELETE /units/{unitId}/exports/{exportId}',
    'GET /units/{unitId}/templates',
    'GET /units/{unitId}/template-vocabulary',
    'GET /units/{unitId}/template-choices',
    'GET /units/{unitId}/template-examples/{source}.{format}',
    'GET /units/{unitId}/templates/{templateId}/versions/{number}/file.{format}',
    'GET /units/{unitId}/templates/{templateId}/preview',
    'GET /units/{unitId}/templates/{templateId}/filled.{format}',
  ],
  roster: [
    ...[...always, ...people],
    'POST /units/{unitId}/members',
    'PUT /members/{memberId}',
    'POST /members/{memberId}/transfers',
    'POST /units/{unitId}/roster-previews',
    'POST /units/{unitId}/roster-imports',
  ],
};
