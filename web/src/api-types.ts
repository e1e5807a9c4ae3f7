import type { Scheme } from '../../src/scoring/scheme.js';
import type { Score } from '../../src/scoring/score.js';

/* Pointbook API contract, version 1: what crosses the wire. Everything is under /api/v1, JSON, camelCase.
 * Points: integers in hundredths. Months 'YYYY-MM', days 'YYYY-MM-DD', instants ISO 8601 UTC with ms. Ids: integers.
 * Versions: every editable resource has integer `version`; GET answers ETag: "<version>"; PUT/DELETE that change state need If-Match: "<version>" (428 missing, 412 stale).
 *           Every successful change answers the new representation with the new version.
 * Errors: application/problem+json
 */
export interface Problem {
  type: string; // "https://pointbook.example/problems/<code>" → relative '/api/problems#code'
  title: string; // short English title of the code
  status: number;
  code: ErrorCode; // closed list
  detail?: string;
  requestId: string;
  errors?: { path: string; code: string; params?: Record<string, string | number> }[]; // field by field: 'lines[2].optionCode'
  params?: Record<string, string | number>;
}
export type ErrorCode =
  | 'malformed' /*400*/
  | 'invalid' /*422 field errors*/
  | 'signInRequired' /*401*/
  | 'invalidCredentials' /*401*/
  | 'passwordChangeRequired' /*403*/
  | 'forbidden' /*403*/
  | 'notFound' /*404: not there and not yours*/
  | 'conflict' /*409*/
  | 'wrongState' /*409*/
  | 'alreadyOpen' /*409*/
  | 'duplicate' /*409*/
  | 'stale' /*412*/
  | 'versionRequired' /*428*/
  | 'tooLarge' /*413*/
  | 'unsupportedMediaType' /*415*/
  | 'tooManyRequests' /*429*/
  | 'undecided' /*422, errors name sheets/items*/
  | 'ownCase' /*422 nobody decides his own sheet*/
  | 'noCommittee'
  | 'internal' /*500*/
  | 'away'; /*503 + Retry-After*/

/* ---------- identity ---------- */
export type Role =
  | 'groupLeader'
  | 'organisationCommissioner'
  | 'disciplineCommissioner'
  | 'secretary'
  | 'deputySecretary'
  | 'bureauOffice'
  | 'auditor'
  | 'systemAdministrator';
// 'member' is not assigned: an account linked to a member has it.
// As src/http/allow.ts. What is only one's own (sheet.write, own history) is not in Me.units[].actions: member !== null says it.
export type Action =
  | 'account.manage'
  | 'board.read'
  | 'member.history'
  | 'month.confirm'
  | 'month.open'
  | 'month.publish'
  | 'month.read'
  | 'month.review'
  | 'role.manage'
  | 'roster.manage'
  | 'roster.read'
  | 'scheme.read'
  | 'sheet.decide'
  | 'sheet.exempt'
  | 'sheet.read'
  | 'sheet.write'
  | 'statistics.read'
  | 'summary.read'
  | 'unit.manage'
  | 'unit.read';
// Roles of a unit: bureau: bureauOffice, auditor, systemAdministrator; generalBranch: bureauOffice, auditor; branch: secretary, deputySecretary, organisationCommissioner, disciplineCommissioner, auditor; group: groupLeader (else 422 role notInThisKindOfUnit)
export interface UnitReference {
  id: number;
  name: string;
  kind: UnitKind;
}
export interface Me {
  accountId: number;
  signInName: string;
  displayName: string;
  mustChangePassword: boolean;
  member: {
    id: number;
    memberNumber: string;
    name: string;
    branch: UnitReference | null;
    group: UnitReference | null;
  } | null;
  roles: { role: Role; unit: UnitReference; fromDay: string; untilDay: string | null }[];
  /** what the account may do today, per unit it holds a role in (and the own branch): the navigation is built from this */
  units: { unit: UnitReference; actions: Action[] }[];
  today: string; // the organisation's day
}
// POST /session {signInName, password} → 200 Me + cookie | 401 invalidCredentials | 429 tooManyRequests (Retry-After)
// GET /session → Me | 401      DELETE /session → 204
// PUT /session/password {currentPassword, newPassword} → Me   (wrong current password: 401 invalidCredentials; 422 newPassword tooShort|common|containsSignInName|containsOldPassword; while mustChangePassword everything else answers 403 passwordChangeRequired)
// GET /accounts?after&limit&q → Page<Account>   POST /accounts {requestId(uuid), signInName, displayName, memberId|null} → 201 {account, firstPassword: string|null}  (shown once; null when the same requestId is repeated) | 409 duplicate signInName|memberId taken
// PUT /accounts/:accountId/password-reset If-Match → {account, firstPassword} (403 for one's own)     PUT|DELETE /accounts/:accountId/suspension If-Match → Account | 409 conflict errors[0].code lastAdministrator
// GET /units/:unitId/role-assignments → RoleAssignment[] (today's and future ones)    POST /units/:unitId/role-assignments {requestId, accountId, role, fromDay, untilDay|null} → 201     (403 for oneself, 409 duplicate heldAlready)     PUT /role-assignments/:id/end {untilDay: today at the earliest} If-Match → RoleAssignment | 409 conflict lastAdministrator
export interface Account {
  id: number;
  version: number;
  signInName: string;
  displayName: string;
  memberId: number | null;
  suspended: boolean;
  mustChangePassword: boolean;
  lockedUntil: string | null;
}
export interface RoleAssignment {
  id: number;
  version: number;
  role: Role;
  unit: UnitReference;
  account: { id: number; displayName: string };
  fromDay: string;
  untilDay: string | null;
}

/* ---------- organisation ---------- */
export type UnitKind = 'bureau' | 'generalBranch' | 'branch' | 'group';
export type MemberStanding = 'full' | 'probationary'; // 正式 / 预备
export type MemberSituation = 'serving' | 'retired' | 'mobile'; // 在职 / 离退休 / 流动
export interface Unit {
  id: number;
  version: number;
  parentId: number | null;
  kind: UnitKind;
  name: string;
  code: string;
  hasCommittee: boolean;
  rankingEnabled: boolean;
  depth: number;
  memberCount: number; /* on today, subtree */
}
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
export interface Membership {
  id: number;
  branch: UnitReference;
  group: UnitReference | null;
  fromDay: string;
  untilDay: string | null /* first day no longer there */;
  rosterOrder: number;
  profileCode: string;
}
export interface Member {
  id: number;
  version: number;
  memberNumber: string;
  name: string;
  standing: MemberStanding;
  situation: MemberSituation;
  birthYear: number | null;
  membership: Membership | null /* today's */;
  memberships?: Membership[]; /* GET one: all, oldest first */
}
// GET /units → {items: Unit[]} (tree the actor may see, parents before children, roster order)
// POST /units {requestId, parentId, kind, name, code, hasCommittee} → 201 Unit   PUT /units/:unitId {name, code, hasCommittee, rankingEnabled} If-Match → Unit
// GET /units/:unitId/members?day&q&after&limit(≤200) → Page<Member>  (subtree, roster order)
// POST /units/:unitId/members {requestId, memberNumber, name, standing, situation, birthYear|null, groupId|null, fromDay, profileCode} → 201 Member   (unit is a branch)
// GET /members/:memberId → Member   PUT /members/:memberId {name, standing, situation, birthYear, groupId, profileCode} If-Match → Member
// POST /members/:memberId/transfers {requestId, toBranchId|null (null: leaves the organisation), groupId|null, fromDay} If-Match → Member
// GET /units/:unitId/roster-template.xlsx ; GET /units/:unitId/roster.xlsx ; GET /units/:unitId/roster.csv
// POST /units/:unitId/roster-previews?fileName=… (raw body, content-type xlsx or text/csv) → RosterPreview (nothing stored)
// POST /units/:unitId/roster-imports?fileName=…&digest=… (same raw body; digest from the preview) → RosterImport ; any bad row → 422 invalid with the same rows' problems, nothing written
export interface RosterRow {
  rowNumber: number; // as in the sheet, head row counted
  values: {
    branch: string;
    memberNumber: string;
    name: string;
    standing: string;
    situation: string;
    birthYear: string;
    group: string;
    profile: string;
    fromDay: string;
  };
  outcome: 'add' | 'change' | 'transfer' | 'unchanged' | 'bad';
  changes: { field: string; before: string; after: string }[];
  problems: { field: string; cell: string /* 'C7' */; code: string; params?: Record<string, string | number> }[];
}
export interface RosterPreview {
  digest: string;
  fileName: string;
  encoding: 'xlsx' | 'utf-8' | 'gb18030';
  counts: { add: number; change: number; transfer: number; unchanged: number; bad: number };
  rows: RosterRow[];
  notes: { code: string; params?: Record<string, string | number> }[]; /* hidden rows skipped?, columns not known … */
}
export interface RosterImport {
  counts: RosterPreview['counts'];
}

/* ---------- schemes ---------- */
// GET /scheme-versions → {items: SchemeVersionSummary[]}   GET /scheme-versions/:id → SchemeVersion
export interface SchemeVersionSummary {
  id: number;
  schemeCode: string;
  version: string;
  name: { zh: string; en: string };
  state: 'published' | 'superseded';
  effectiveFromMonth: string;
  digest: string;
}
export interface SchemeVersion extends SchemeVersionSummary {
  definition: Scheme; /* src/scoring/scheme.ts */
}

/* ---------- the month ---------- */
export type BranchMonthState = 'selfAssessment' | 'review' | 'published' | 'confirmed';
export type SheetState = 'draft' | 'submitted' | 'decided' | 'published' | 'confirmed' | 'notScored';
export type NotScoredReason =
  | 'approvedExemption' /* 经批准不计分 */
  | 'byRegulation' /* 按规定处理 */
  | 'transferredIn' /* 本月转入不计分 */
  | 'exemptProfile'; /* published as 经批准不计分 */
export interface BranchMonth {
  id: number;
  version: number;
  branch: UnitReference;
  month: string;
  state: BranchMonthState;
  schemeVersionId: number;
  themeDay: string;
  selfAssessmentUntil: string;
  openedAt: string;
  openedBy: string;
  counts: {
    members: number;
    toScore: number;
    notSubmitted: number;
    submitted: number;
    decided: number;
    notScored: number;
    unchanged: number /* submitted, nothing differs: what accept-all would take */;
    toLookAt: number;
  };
  reviewStartedAt: string | null;
  publication: PublicationSummary | null;
  confirmedAt: string | null;
  mayReview: boolean;
  mayPublish: boolean;
  mayConfirm: boolean; // for this account, now (rights and state)
  blockedBy: {
    code: 'undecided' | 'ownCase' | 'windowOpen';
    sheetId?: number;
    memberName?: string;
    itemCodes?: string[];
    day?: string;
  }[]; // why the next step can't be taken
}
// GET /branches/:unitId/months → {items: BranchMonth[]} newest first    POST /branches/:unitId/months {month, themeDay, selfAssessmentUntil} → 201 BranchMonth | 409 alreadyOpen
// GET /branch-months/:branchMonthId → BranchMonth
// PUT /branch-months/:branchMonthId/review  If-Match → BranchMonth (self-assessment ends; who hasn't submitted is decided from the organisation's records)
// PUT /branch-months/:branchMonthId/acceptances  If-Match → {accepted: number, branchMonth: BranchMonth}   accept all unchanged sheets (never the actor's own)
// PUT /branch-months/:branchMonthId/publication {workingDays: 3|5|7, contact: string} If-Match → BranchMonth | 422 undecided (errors name sheet + items)
// PUT /branch-months/:branchMonthId/confirmation  If-Match → BranchMonth | 409 wrongState while the window is open
// GET /branch-months/:branchMonthId/sheets → {items: SheetSummary[]} roster order (reviewers)
// GET /branch-months/:branchMonthId/board → Board (members of the branch, those above) ; GET …/board.xlsx
// GET /branch-months/:branchMonthId/statistics → BranchMonthStatistics
export interface SheetSummary {
  id: number;
  version: number;
  state: SheetState;
  member: { id: number; name: string; memberNumber: string; standing: MemberStanding; groupName: string | null };
  profileCode: string;
  notScoredReason: NotScoredReason | null;
  submittedAt: string | null;
  late: boolean;
  fromRecords: boolean;
  selfScoreHundredths: number | null;
  decidedScoreHundredths: number | null;
  lastMonthScoreHundredths: number | null;
  changedLines: number;
  claims: number;
  deductions: number;
  undecidedItems: string[];
  ownCase: boolean;
  returned: boolean;
}
/** What a person says about one item. Exactly one of optionCode / count / pointsHundredths by the item's kind of value. */
export interface LineValue {
  optionCode?: string | null;
  count?: number | null;
  pointsHundredths?: number | null;
}
export interface SheetLine extends LineValue {
  number: number;
  itemCode: string;
  origin: 'self' | 'review' | 'automatic';
  occurredOn: string | null;
  description: string /* deed or note */;
  reason: string;
  evidence: string;
  witness: string;
  deedKey: string | null;
  decision:
    | null
    | (LineValue & {
        outcome: 'accepted' | 'changed' | 'refused';
        reason: string;
        decidedBy: string;
        decidedAt: string;
      });
}
export interface Sheet {
  id: number;
  version: number;
  state: SheetState;
  branchMonth: {
    id: number;
    month: string;
    state: BranchMonthState;
    branch: UnitReference;
    themeDay: string;
    selfAssessmentUntil: string;
    schemeVersionId: number;
  };
  member: { id: number; name: string; memberNumber: string; standing: MemberStanding; groupName: string | null };
  profileCode: string;
  notScoredReason: NotScoredReason | null;
  notScoredNote: string | null /* only for reviewers and the member */;
  submittedAt: string | null;
  late: boolean;
  fromRecords: boolean;
  returnedReason: string | null;
  decidedAt: string | null;
  decidedBy: string | null;
  lines: SheetLine[]; // only what differs from the default or was claimed
  selfScore: Score | null;
  decidedScore: Score | null /* Score of src/scoring; for the member only after publication unless null */;
  lastMonthScoreHundredths: number | null;
  branchMedianHundredths: number | null /* reviewers */;
  ownCase: boolean;
  mayEdit: boolean;
  mayWithdraw: boolean;
  mayDecide: boolean;
}
// GET /sheets/:sheetId → Sheet
// PUT /sheets/:sheetId/draft {lines: SelfLine[]} If-Match → Sheet        PUT /sheets/:sheetId/submission {lines: SelfLine[]} If-Match → Sheet      DELETE /sheets/:sheetId/submission If-Match → Sheet
export interface SelfLine extends LineValue {
  itemCode: string;
  occurredOn?: string | null;
  description?: string;
  reason?: string;
  evidence?: string;
  witness?: string;
  deedKey?: string | null;
}
//   base item that differs from its default needs reason; contribution needs occurredOn, description and evidence or witness.
// PUT /sheets/:sheetId/review {decisions: Decision[], additions: Addition[], complete: boolean} If-Match → Sheet   replaces all decisions; complete=true requires every line decided and moves to 'decided'
export interface Decision extends LineValue {
  number: number;
  outcome: 'accepted' | 'changed' | 'refused';
  reason?: string; /* needed unless accepted */
}
export interface Addition extends LineValue {
  itemCode: string;
  occurredOn?: string | null;
  description?: string;
  reason: string;
  evidence?: string;
  deedKey?: string | null;
}
// DELETE /sheets/:sheetId/review If-Match → Sheet (decided → submitted, before publication)
// PUT /sheets/:sheetId/return {reason} If-Match → Sheet (→ draft)
// PUT /sheets/:sheetId/exemption {reason: NotScoredReason, note} If-Match → Sheet ; DELETE → Sheet

/* ---------- publication ---------- */
export interface PublicationSummary {
  id: number;
  number: number /* of the branch */;
  revision: number;
  publishedAt: string;
  publishedBy: string;
  fromDay: string;
  untilDay: string /* last day inclusive */;
  workingDays: number;
  workingDaysLeft: number;
  contact: string;
  digest: string;
  verificationCode: string; /* b17-1042-9F3C-77A0 */
}
export interface Board {
  branchMonthId: number;
  branch: UnitReference;
  month: string;
  state: BranchMonthState;
  publication: PublicationSummary;
  scheme: {
    name: { zh: string; en: string };
    version: string;
    ceilingHundredths: number | null;
    legend: { zh: string; en: string };
  };
  categories: { code: string; name: { zh: string; en: string } }[];
  rows: {
    position: number;
    memberId: number;
    name: string;
    standing: MemberStanding;
    categoryPoints: Record<string, number>;
    baseHundredths: number;
    deductionHundredths: number;
    contributionHundredths: number;
    scoreHundredths: number | null;
    notScoredReason: 'approved' | 'regulation' | 'transferredIn' | null;
    remarks: string[]; /* codes: probationary, light, fromRecords */
  }[];
}

/* ---------- aggregation ---------- */
export interface Statistics {
  count: number;
  meanHundredths: number | null;
  medianHundredths: number | null;
  lowestHundredths: number | null;
  highestHundredths: number | null;
  spreadHundredths: number | null;
}
export interface BranchMonthStatistics {
  branchMonthId: number;
  statistics: Statistics /* null figures before publication for those who may not see them */;
  counts: BranchMonth['counts'];
  notSubmitted: { memberId: number; name: string; groupName: string | null }[];
}
// GET /members/:memberId/history?fromMonth&untilMonth → MemberHistory (own; reviewers)
export interface MemberHistory {
  member: { id: number; name: string };
  months: {
    month: string;
    branch: UnitReference;
    sheetId: number;
    branchMonthId: number;
    state: SheetState | 'unpublished';
    baseHundredths: number | null;
    deductionHundredths: number | null;
    contributionHundredths: number | null;
    scoreHundredths: number | null;
    notScoredReason: string | null;
    categoryPoints: Record<string, number> | null;
  }[];
}
// GET /units/:unitId/overview?month=2026-11 → Overview (one row a branch, late first)
export interface Overview {
  unit: UnitReference;
  month: string;
  totals: { branches: number; members: number; published: number; confirmed: number };
  rows: {
    branch: UnitReference;
    branchMonthId: number | null;
    state: BranchMonthState | 'notStarted';
    themeDay: string | null;
    members: number;
    toScore: number;
    submitted: number;
    decided: number;
    notScored: number;
    fromRecords: number;
    meanHundredths: number | null;
    medianHundredths: number | null;
    lowestHundredths: number | null;
    highestHundredths: number | null;
    dueDay: string | null;
    daysLate: number;
  }[];
}
// GET /units/:unitId/half-years/:halfYear ('2026-H1') → HalfYear (branch or bureau) ; GET …/half-years/:halfYear/summary.xlsx
export interface HalfYear {
  unit: UnitReference;
  halfYear: string;
  months: string[];
  rankingEnabled: boolean;
  quota: { limit: number; proposed: number } | null;
  blockedBy: {
    code: 'monthNotStarted' | 'monthNotConfirmed';
    branch: UnitReference;
    month: string;
    state: BranchMonthState | 'notStarted';
  }[];
  statistics: Statistics;
  bands: { code: string | null; name: { zh: string; en: string } | null; count: number }[];
  rows: HalfYearRow[];
}
export interface HalfYearRow {
  position: number;
  rank: number | null;
  memberId: number;
  name: string;
  memberNumber: string;
  standing: MemberStanding;
  branch: UnitReference;
  months: {
    month: string;
    outcome: 'counted' | 'notScored' | 'unfinished' | 'absent';
    scoreHundredths: number | null;
    reason: string | null;
    branchId: number | null;
    branchMonthId: number | null;
  }[];
  countedMonths: number;
  meanHundredths: number | null;
  sumHundredths: number;
  lowestHundredths: number | null;
  deductionHundredths: number;
  contributionHundredths: number;
  veto: 'light' | 'severe' | null;
  band: { code: string; name: { zh: string; en: string } } | null;
  remarks: {
    code: 'transferredIn' | 'transferredOut' | 'probationary' | 'tooFewMonths' | 'overQuota';
    params?: Record<string, string>;
  }[];
}
// GET /today → Today
export interface Today {
  today: string;
  tasks: {
    kind: 'selfAssess' | 'returned' | 'review' | 'startReview' | 'publish' | 'confirm' | 'openMonth' | 'readBoard';
    branch: UnitReference;
    month: string;
    branchMonthId: number | null;
    sheetId: number | null;
    count: number | null;
    dueDay: string | null;
    daysLeft: number | null;
  }[];
  branchMonths: BranchMonth[] /* the latest of own branch and of branches with a role */;
  lastScore: {
    month: string;
    scoreHundredths: number;
    baseHundredths: number;
    deductionHundredths: number;
    contributionHundredths: number;
    sheetId: number;
  } | null;
  mySheet: { sheetId: number; branchMonthId: number; month: string; state: SheetState } | null;
}
// GET /health/live, /health/ready (outside /api/v1) ; GET /api/openapi.json ; GET /api/docs
