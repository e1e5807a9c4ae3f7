import { pdf } from '../evidence/files.js';
import {
  accounts,
  anywhere,
  auditor,
  committee,
  comrades,
  discipline,
  heads,
  inLine,
  leader,
  nobody,
  office,
  organiser,
  overseers,
  readers,
  security,
  self,
  type Subject,
  type Who,
  witness,
} from './who.js';
import type { Target } from './world.js';

/*
 * Every operation of the API, one line each, and who may call it: written from the table of roles (domain/process.md), not from
 * the service's own table. An operation without a line fails the suite, and so does a line without an operation.
 *
 * A new operation: only(what its path names, who, who, …). Who may not is answered 403 if he may see that the thing is there, and
 * otherwise 404, as if it were not; `seenBy` says who may see what.
 */

export interface Line {
  /** anyone: without signing in. signedIn: the answer is cut to who asks. fresh: the same, also with a first password. */
  kind: 'anyone' | 'signedIn' | 'fresh' | 'only';
  on: Subject;
  by: Who;
  /** What else is sent, where the service decides only after it has read it. */
  sends?: Sent;
  /** The rest of the path names something that the world doesn't hold: who is let in is told so. */
  isEmpty?: boolean;
  /** Those for whom it depends on the case, which other tests hold: his own, or one of those who decide in the branch. */
  sometimes?: Who;
  /** Ends the sessions of who is let in, so that nobody is: only the refusals are asked for. */
  isLeaving?: boolean;
  /** What is asked for stands in the body: who may not is told that it isn't there, whatever he may see. */
  isHidden?: boolean;
}
export interface Sent {
  version?: number;
  body?: object | ((target: Target) => object);
  query?: Record<string, string>;
  bytes?: Buffer;
}

const line = (kind: Line['kind']): Line => ({ kind, on: 'organisation', by: nobody });
const anyone = line('anyone');
const signedIn = line('signedIn');
const fresh = line('fresh');
const only = (on: Subject, ...by: readonly Who[]): Line => ({ kind: 'only', on, by: Object.assign({}, ...by) as Who });
const sending = (sends: Sent, to: Line): Line => ({ ...to, sends });
const sometimes = (to: Line, ...who: readonly Who[]): Line => ({ ...to, sometimes: Object.assign({}, ...who) as Who });
const leaving = (of: Line): Line => ({ ...of, isLeaving: true });
const hidden = (of: Line): Line => ({ ...of, isHidden: true });
/** Only somebody else's is there, or none at all. */
const empty = (of: Line): Line => ({ ...of, isEmpty: true });

/** The rule is no secret inside the organisation. */
const theRule: Who = anywhere({ ...comrades, ...readers, ...leader, ...witness });
const sheetReaders: Who = { ...readers, ...leader, ...witness };

/** Who may see that a thing is there: who else asks for it, or wants to do something with it, is told that it isn't. */
export const seenBy: Record<Subject, Who> = {
  organisation: anywhere({ ...theRule, ...accounts, ...security }),
  unit: { ...comrades, ...readers, ...leader, ...witness, ...accounts, ...security },
  branch: { ...comrades, ...readers, ...leader, ...witness, ...accounts, ...security },
  noGroup: { ...comrades, ...readers, ...leader, ...witness, ...accounts, ...security },
  member: { ...self, ...readers, ...leader, ...accounts },
  branchMonth: { ...comrades, ...readers, ...witness },
  sheet: { ...self, ...sheetReaders },
  evidenceFile: { ...self, ...sheetReaders },
  publication: { ...comrades, ...readers, ...witness },
  correction: { ...self, ...readers },
  veto: { ...self, ...heads, ...discipline, ...overseers },
  talkRecord: { ...self, ...heads, ...discipline, ...office },
  exemption: { ...self, ...heads, ...organiser, ...overseers },
  roleAssignment: { ...comrades, ...readers, ...leader, ...witness, ...accounts, ...security },
  objection: self,
};

const evidenceFile = { requestId: '6f0c3c1e-2f5b-4f6d-9a53-0a3c1f8b7d21', fileName: '证明.pdf' };
const stackedSheet = {
  ...{ sheetId: 1, version: 1, reason: '没有智能手机', consent: 'signedPaper', consentNote: '签字表' },
  ...{ receivedOn: '2026-11-06', lines: [] },
};
/** A kind that there is below no unit: who may make units is told so, and none is made. */
const unitBelow = ({ id }: Target) => ({
  ...{ requestId: '6f0c3c1e-2f5b-4f6d-9a53-0a3c1f8b7d22', parentId: id, kind: 'bureau', name: '又一个', code: '' },
  hasCommittee: true,
});

/** `METHOD /path` without the version's beginning. */
export const routes: Record<string, Line> = {
  'POST /session': anyone,
  'GET /session': fresh,
  'DELETE /session': leaving(anyone),
  'PUT /session/password': fresh,
  'GET /accounts': only('organisation', auditor, accounts, security),
  'POST /accounts': only('organisation', accounts),
  'PUT /accounts/{accountId}/password-reset': only('organisation', accounts),
  'PUT /accounts/{accountId}/suspension': only('organisation', accounts),
  'DELETE /accounts/{accountId}/suspension': only('organisation', accounts),
  'GET /units/{unitId}/role-assignments': only('unit', comrades, readers, leader, witness, accounts, security),
  'POST /units/{unitId}/role-assignments': only('unit', accounts),
  'PUT /role-assignments/{roleAssignmentId}/end': only('roleAssignment', accounts),
  'GET /calendars/{year}': signedIn,
  'GET /working-days': signedIn,
  'PUT /calendar-days/{day}': only('organisation', anywhere(office)),
  'DELETE /calendar-days/{day}': only('organisation', anywhere(office)),
  'PUT /calendars/{year}/announcement': only('organisation', anywhere(office)),
  'DELETE /calendars/{year}/announcement': only('organisation', anywhere(office)),
  'GET /units': signedIn,
  'POST /units': sending({ body: unitBelow }, hidden(only('unit', office, accounts))),
  'PUT /units/{unitId}': only('unit', office, accounts),
  'GET /units/{unitId}/members': only('unit', readers, leader, accounts),
  'POST /units/{unitId}/members': only('unit', organiser, office),
  'GET /members/{memberId}': only('member', self, readers, leader, accounts),
  'PUT /members/{memberId}': only('member', organiser, office),
  'POST /members/{memberId}/transfers': only('member', organiser, office),
  'POST /units/{unitId}/roster-previews': only('unit', organiser, office),
  'POST /units/{unitId}/roster-imports': only('unit', organiser, office),
  'GET /scheme-versions': only('organisation', theRule),
  'GET /scheme-versions/{schemeVersionId}': only('organisation', theRule),
  'GET /scheme-versions/{schemeVersionId}/text': only('organisation', theRule),
  'GET /scheme-versions/{schemeVersionId}/file': only('organisation', theRule),
  'GET /scheme-versions/{schemeVersionId}/comparison': only('organisation', theRule),
  'GET /scheme-drafts': only('organisation', anywhere(office)),
  'POST /scheme-drafts': only('organisation', anywhere(office)),
  'GET /scheme-drafts/{schemeDraftId}': only('organisation', anywhere(office)),
  'PUT /scheme-drafts/{schemeDraftId}': only('organisation', anywhere(office)),
  'DELETE /scheme-drafts/{schemeDraftId}': only('organisation', anywhere(office)),
  'GET /scheme-drafts/{schemeDraftId}/file': only('organisation', anywhere(office)),
  'GET /scheme-drafts/{schemeDraftId}/comparison': only('organisation', anywhere(office)),
  'PUT /scheme-drafts/{schemeDraftId}/publication': only('organisation', anywhere(office)),
  'POST /scheme-checks': only('organisation', anywhere(office)),
  'GET /units/{unitId}/own-items': only('unit', theRule),
  'PUT /units/{unitId}/own-items': only('unit', heads),
  'GET /branches/{unitId}/settings': only('branch', readers),
  'PUT /branches/{unitId}/settings': only('branch', heads, organiser, office),
  'GET /branches/{unitId}/months': only('branch', comrades, readers, witness),
  'POST /branches/{unitId}/months': only('branch', heads, organiser),
  'GET /branch-months/{branchMonthId}': only('branchMonth', comrades, readers, witness),
  'PUT /branch-months/{branchMonthId}/review': only('branchMonth', heads, organiser),
  'PUT /branch-months/{branchMonthId}/acceptances': only('branchMonth', heads, office),
  'GET /branch-months/{branchMonthId}/sheets': only('branchMonth', readers, witness),
  'POST /sheets/{sheetId}/evidence': sending(
    { query: evidenceFile, bytes: pdf() },
    sometimes(only('sheet', self, heads), office),
  ),
  'GET /evidence/{evidenceFileId}': only('evidenceFile', self, sheetReaders),
  'DELETE /evidence/{evidenceFileId}': sometimes(only('evidenceFile', self, heads), office),
  'PUT /branch-months/{branchMonthId}/witness': only('branchMonth', witness),
  'PUT /branch-months/{branchMonthId}/readiness': only('branchMonth', heads, organiser),
  'DELETE /branch-months/{branchMonthId}/readiness': only('branchMonth', heads, organiser),
  'GET /branch-months/{branchMonthId}/confidentiality-check': only('branchMonth', organiser, discipline, witness),
  'PUT /branch-months/{branchMonthId}/confidentiality-check': only('branchMonth', organiser, discipline, witness),
  'PUT /branch-months/{branchMonthId}/approval': only('branchMonth', heads),
  'PUT /branch-months/{branchMonthId}/report': only('branchMonth', heads, organiser),
  'PUT /branch-months/{branchMonthId}/report-return': only('branchMonth', office),
  'PUT /branch-months/{branchMonthId}/acceptance': only('branchMonth', office),
  'GET /branch-months/{branchMonthId}/sample': only('branchMonth', office),
  'PUT /branch-months/{branchMonthId}/pre-review': only('branchMonth', heads, organiser),
  'PUT /branch-months/{branchMonthId}/agreements': sending({ version: 999 }, only('branchMonth', heads, organiser)),
  'PUT /sheets/{sheetId}/pre-review': only('sheet', heads, organiser, leader),
  'PUT /sheets/{sheetId}/pre-review-return': only('sheet', heads, organiser, leader),
  'GET /sheets/{sheetId}': only('sheet', self, sheetReaders),
  'PUT /sheets/{sheetId}/draft': only('sheet', self),
  'PUT /sheets/{sheetId}/submission': only('sheet', self),
  'DELETE /sheets/{sheetId}/submission': only('sheet', self),
  'PUT /sheets/{sheetId}/review': only('sheet', heads, office),
  'DELETE /sheets/{sheetId}/review': only('sheet', heads, office),
  'PUT /sheets/{sheetId}/return': only('sheet', heads, office),
  'PUT /sheets/{sheetId}/extension': only('sheet', heads, organiser),
  'DELETE /sheets/{sheetId}/extension': only('sheet', heads, organiser),
  'PUT /sheets/{sheetId}/exemption': only('sheet', heads, organiser),
  'DELETE /sheets/{sheetId}/exemption': only('sheet', heads, organiser),
  'GET /branches/{unitId}/opening-plan': only('branch', readers),
  'GET /branch-months/{branchMonthId}/paper-forms': only('branchMonth', heads, organiser),
  'PUT /branch-months/{branchMonthId}/proxy-submissions': sending(
    { body: { sheets: [stackedSheet] } },
    only('branchMonth', heads, organiser),
  ),
  'PUT /sheets/{sheetId}/proxy-submission': only('sheet', heads, organiser, leader),
  'GET /paper-codes/{paperCode}': signedIn,
  'GET /branch-months/{branchMonthId}/meetings': only('branchMonth', readers, witness),
  'PUT /branch-months/{branchMonthId}/meetings/{meetingNumber}': only('branchMonth', heads, organiser),
  'DELETE /branch-months/{branchMonthId}/meetings/{meetingNumber}': only('branchMonth', heads, organiser),
  'PUT /branch-months/{branchMonthId}/meetings/{meetingNumber}/closing': only('branchMonth', heads, organiser),
  'POST /members/{memberId}/vetoes': only('member', discipline, office),
  'GET /members/{memberId}/vetoes': only('member', self, heads, overseers, discipline),
  'GET /units/{unitId}/vetoes': only('unit', heads, overseers, discipline),
  'GET /units/{unitId}/veto-choices': only('unit', heads, overseers, discipline),
  'GET /branch-months/{branchMonthId}/vetoes': only('branchMonth', heads, overseers, discipline),
  'GET /vetoes/{vetoId}': only('veto', self, heads, overseers, discipline),
  'PUT /vetoes/{vetoId}/confirmation': only('veto', heads, office),
  'PUT /vetoes/{vetoId}/refusal': sending(
    { version: 999, body: { reason: '材料不全' } },
    sometimes(only('veto', heads, office), self),
  ),
  'PUT /vetoes/{vetoId}/lifting-proposal': only('veto', discipline, office),
  'PUT /vetoes/{vetoId}/lifting': only('veto', heads, office),
  'PUT /vetoes/{vetoId}/lifting-refusal': sending(
    { version: 999, body: { reason: '材料不全' } },
    sometimes(only('veto', heads, office), self),
  ),
  'PUT /branch-months/{branchMonthId}/publication': only('branchMonth', heads, organiser),
  'PUT /branch-months/{branchMonthId}/withdrawal': only('branchMonth', heads),
  'PUT /branch-months/{branchMonthId}/receipt': only('branchMonth', comrades),
  'PUT /branch-months/{branchMonthId}/confirmation': only('branchMonth', heads),
  'GET /branch-months/{branchMonthId}/board': only('branchMonth', comrades, readers, witness),
  'GET /publications/{publicationId}/export.json': only('publication', readers),
  'GET /verifications/{code}': empty(anyone),
  'GET /units/{unitId}/import-drafts': only('unit', heads, organiser, office),
  'POST /units/{unitId}/import-drafts': only('unit', heads, organiser, office),
  'GET /units/{unitId}/import-drafts/{importDraftId}': empty(only('unit', heads, organiser, office)),
  'DELETE /units/{unitId}/import-drafts/{importDraftId}': only('unit', heads, organiser, office),
  'PUT /units/{unitId}/import-drafts/{importDraftId}/mapping': only('unit', heads, organiser, office),
  'GET /units/{unitId}/import-drafts/{importDraftId}/preview': empty(only('unit', heads, organiser, office)),
  'PUT /units/{unitId}/import-drafts/{importDraftId}/import': only('unit', heads, organiser, office),
  'PUT /branch-months/{branchMonthId}/import-withdrawal': only('branchMonth', heads, organiser, office),
  'GET /members/{memberId}/history': only('member', self, readers),
  'GET /branch-months/{branchMonthId}/statistics': only('branchMonth', readers),
  'GET /units/{unitId}/overview': only('noGroup', readers),
  'GET /units/{unitId}/summaries/{period}': only('noGroup', readers),
  'GET /today': signedIn,
  'POST /sheets/{sheetId}/amendment-preview': only('sheet', readers),
  'POST /sheets/{sheetId}/corrections': only('sheet', committee),
  'GET /branches/{unitId}/corrections': only('branch', readers),
  'GET /branches/{unitId}/correction-notices': only('branch', comrades, readers, witness),
  'GET /corrections': signedIn,
  'GET /corrections/{correctionId}': only('correction', self, readers),
  'PUT /corrections/{correctionId}': only('correction', committee),
  'GET /corrections/{correctionId}/effects': only('correction', self, readers),
  'PUT /corrections/{correctionId}/proposal': only('correction', committee),
  'PUT /corrections/{correctionId}/decision': only('correction', heads, office),
  'PUT /corrections/{correctionId}/countersignature': only('correction', office),
  'PUT /corrections/{correctionId}/issue': only('correction', heads, organiser, office),
  'PUT /corrections/{correctionId}/refusal': only('correction', heads, office),
  'PUT /corrections/{correctionId}/withdrawal': only('correction', committee),
  'PUT /correction-receipts/{noticeId}': empty(signedIn),
  'POST /sheets/{sheetId}/objections': only('sheet', comrades),
  'GET /objections': signedIn,
  'PUT /objections/{objectionKey}/withdrawal': sending({ version: 999 }, only('objection', self)),
  'PUT /objections/{objectionKey}/appeal': sending(
    { version: 999, body: { reason: '请假属实' } },
    only('objection', self),
  ),
  'PUT /objections/{objectionKey}/receipt': only('objection', self),
  'GET /units/{unitId}/appeals': only('unit', office),
  'GET /branch-months/{branchMonthId}/objection-choice': only('branchMonth', comrades, readers, witness),
  'GET /branch-months/{branchMonthId}/objections': only('branchMonth', readers),
  'PUT /branch-months/{branchMonthId}/objections/{objectionKey}/acknowledgement': only(
    'branchMonth',
    committee,
    office,
  ),
  'PUT /branch-months/{branchMonthId}/objections/{objectionKey}/answer': only('branchMonth', committee, office),
  'PUT /branch-months/{branchMonthId}/objections/{objectionKey}/appeal-answer': only('branchMonth', office),
  'GET /branches/{unitId}/objections': only('branch', readers),
  'GET /branch-months/{branchMonthId}/waiting-rows': only('branchMonth', readers),
  'PUT /branch-months/{branchMonthId}/row-confirmation': only('branchMonth', heads),
  'GET /units/{unitId}/closings/{period}': only('branch', readers),
  'GET /units/{unitId}/closing-overview/{period}': only('noGroup', readers),
  'PUT /units/{unitId}/closing-generations/{period}': only('noGroup', heads, organiser, office),
  'PUT /units/{unitId}/closings/{period}/generation': only('unit', heads, organiser, office),
  'PUT /units/{unitId}/closings/{period}/explanation': only('unit', heads),
  'PUT /units/{unitId}/closings/{period}/publication': only('unit', heads, organiser),
  'PUT /units/{unitId}/closings/{period}/withdrawal': only('unit', heads),
  'PUT /units/{unitId}/closings/{period}/confirmation': only('unit', heads),
  'PUT /units/{unitId}/closings/{period}/archive': only('unit', office),
  'PUT /units/{unitId}/closings/{period}/bands/{memberId}': only('unit', committee),
  'PUT /units/{unitId}/closings/{period}/examination': only('unit', heads),
  'GET /units/{unitId}/closings/{period}/examinations': only('branch', readers),
  'PUT /units/{unitId}/closings/{period}/findings/{memberId}': only('unit', office),
  'PUT /units/{unitId}/closings/{period}/acceptance': only('unit', office),
  'PUT /units/{unitId}/closings/{period}/return': only('unit', office),
  'GET /members/{memberId}/closings': only('member', self, readers),
  'PUT /members/{memberId}/closings/{branchId}/{period}/acknowledgement': only('member', self),
  'PUT /units/{unitId}/closings/{period}/paper-acknowledgements': only('unit', heads, organiser),
  'GET /units/{unitId}/closings/{period}/board': empty(only('unit', comrades, readers)),
  'POST /units/{unitId}/closings/{period}/objections': only('unit', comrades),
  'PUT /units/{unitId}/closings/{period}/objections/{objectionId}/withdrawal': only('unit', comrades),
  'PUT /units/{unitId}/closings/{period}/objections/{objectionId}/answer': only('unit', committee, office),
  'GET /units/{unitId}/closing-settings': only('noGroup', readers),
  'PUT /units/{unitId}/closing-settings': only('unit', heads, organiser, office),
  'GET /units/{unitId}/talk-records': only('unit', heads, discipline, office),
  'POST /units/{unitId}/talk-records': only('unit', heads, discipline),
  'GET /units/{unitId}/talk-suggestions/{period}': only('noGroup', heads, discipline, office),
  'GET /members/{memberId}/talk-records': only('member', self, heads, discipline, office),
  'GET /units/{unitId}/exemptions': only('unit', heads, overseers, organiser),
  'POST /units/{unitId}/exemptions': only('unit', heads, organiser),
  'GET /members/{memberId}/exemptions': only('member', self, heads, overseers, organiser),
  'PUT /exemptions/{exemptionId}/approval': only('exemption', office),
  'PUT /exemptions/{exemptionId}/refusal': only('exemption', office),
  'PUT /exemptions/{exemptionId}/withdrawal': only('exemption', heads, organiser),
  'PUT /exemptions/{exemptionId}/early-end': only('exemption', heads, organiser),
  'GET /units/{unitId}/work-reports/{period}': only('noGroup', readers),
  'GET /units/{unitId}/report-facts/{period}': only('branch', readers),
  'PUT /units/{unitId}/report-facts/{period}': only('unit', heads, organiser),
  'GET /units/{unitId}/statistics': only('noGroup', inLine(comrades), overseers, inLine(committee)),
  'GET /units/{unitId}/fairness': only('noGroup', readers),
  'GET /units/{unitId}/ranking-rule': only('noGroup', readers),
  'PUT /units/{unitId}/ranking-rule': only('unit', office),
  'GET /units/{unitId}/trail': only('unit', heads, overseers),
  'GET /account-trail': only('organisation', auditor, security),
  'GET /members/{memberId}/trail': only('member', self, heads, overseers),
  'GET /sheets/{sheetId}/receipt': only('sheet', self, sheetReaders),
  'GET /units/{unitId}/verification': only('unit', heads, overseers),
  'POST /scheme-drafts/{schemeDraftId}/trials': only('organisation', anywhere(office)),
  'GET /branches/{unitId}/objection-register.xlsx': only('branch', readers),
  'GET /corrections/{correctionId}/slip.docx': empty(only('correction', self, readers)),
  'GET /corrections/{correctionId}/notice.docx': empty(only('correction', self, readers)),
  'GET /units/{unitId}/documents': only('noGroup', comrades, readers, leader, witness, accounts, security),
  'GET /members/{memberId}/register-card/{year}.{format}': only('member', self, readers),
  'GET /units/{unitId}/register-cards/{year}.{format}': only('branch', readers),
  'GET /branch-months/{branchMonthId}/board.{format}': only('branchMonth', readers),
  'GET /units/{unitId}/summaries/{period}/summary.{format}': only('noGroup', readers),
  'GET /branch-months/{branchMonthId}/meetings/{meetingNumber}/minutes.docx': only('branchMonth', readers, witness),
  'GET /sheets/{sheetId}/self-assessment.{format}': only('sheet', self, sheetReaders),
  'GET /branch-months/{branchMonthId}/self-assessments.{format}': only('branchMonth', sheetReaders),
  'POST /units/{unitId}/exports': only('unit', readers),
  'GET /units/{unitId}/exports': only('unit', readers),
  'GET /units/{unitId}/exports/{exportId}': empty(only('unit', readers)),
  'DELETE /units/{unitId}/exports/{exportId}': empty(only('unit', readers)),
  'GET /units/{unitId}/exports/{exportId}/file': empty(only('unit', readers)),
  'GET /branch-months/{branchMonthId}/ledger.{format}': only('branchMonth', readers),
  'GET /branch-months/{branchMonthId}/deductions.{format}': only('branchMonth', readers),
  'GET /branch-months/{branchMonthId}/contributions.{format}': only('branchMonth', readers),
  'GET /branch-months/{branchMonthId}/paper-forms.docx': only('branchMonth', heads, organiser),
  'GET /units/{unitId}/roster-template.xlsx': only('unit', readers, leader, accounts),
  'GET /units/{unitId}/roster.xlsx': only('unit', readers, leader, accounts),
  'GET /units/{unitId}/roster.csv': only('unit', readers, leader, accounts),
  'GET /units/{unitId}/summaries/{period}/examination.{format}': only('noGroup', readers),
  'GET /units/{unitId}/summaries/{period}/branches.{format}': only('noGroup', readers),
  'GET /exemptions/{exemptionId}/form.{format}': only('exemption', self, heads, overseers, organiser),
  'GET /units/{unitId}/summaries/{period}/exemption-forms.{format}': only('noGroup', heads, overseers, organiser),
  'GET /talk-records/{talkRecordId}/record.{format}': only('talkRecord', self, heads, discipline, office),
  'GET /branch-months/{branchMonthId}/notice.{format}': only('branchMonth', comrades, readers, witness),
  'GET /units/{unitId}/summaries/{period}/notice.{format}': only('unit', comrades, readers, witness),
  'GET /units/{unitId}/summaries/{period}/circular.{format}': empty(only('unit', readers)),
  'GET /units/{unitId}/work-reports/{period}/report.{format}': only('noGroup', readers),
  'GET /units/{unitId}/templates': only('unit', readers),
  'POST /units/{unitId}/templates': only('unit', heads, organiser, office),
  'GET /units/{unitId}/template-vocabulary': only('unit', readers),
  'GET /units/{unitId}/template-choices': only('unit', readers),
  'GET /units/{unitId}/template-examples/{source}.{format}': empty(only('unit', readers)),
  'POST /units/{unitId}/template-previews': only('unit', heads, organiser, office),
  'PUT /units/{unitId}/templates/{templateId}/content': only('unit', heads, organiser, office),
  'PUT /units/{unitId}/templates/{templateId}/retirement': only('unit', heads, organiser, office),
  'GET /units/{unitId}/templates/{templateId}/versions/{number}/file.{format}': empty(only('unit', readers)),
  'GET /units/{unitId}/templates/{templateId}/preview': empty(only('unit', readers)),
  'GET /units/{unitId}/templates/{templateId}/filled.{format}': empty(only('unit', readers)),
};
