import type { components } from './api-schema';

/* What crosses the wire, named: every shape is the service's own description (docs/openapi.json, `npm run generate`). */
type Schemas = components['schemas'];

export type Problem = Schemas['ProblemView'];
export type ErrorCode = Problem['code'];

export type Me = Schemas['Me'];
export type UnitReference = Schemas['UnitReference'];
export type UnitKind = UnitReference['kind'];
export type Action = Me['units'][number]['actions'][number];
export type Account = Schemas['AccountView'];
export type AccountWithCode = Schemas['AccountWithCode'];
export type AccountPage = Schemas['AccountPage'];
export type RoleAssignment = Schemas['RoleAssignmentView'];
export type Role = RoleAssignment['role'];

export type SignInProvider = Schemas['SignInProviderView'];
export type ProviderAddress = Schemas['ProviderAddressView'];
export type ProviderSignIn = Schemas['ProviderSignInView'];
export type SignInLinks = Schemas['SignInLinkList'];
export type SignInLinkMade = Schemas['SignInLinkMade'];
export type PersonalTokens = Schemas['PersonalTokenList'];
export type PersonalToken = PersonalTokens['items'][number];
export type PersonalTokenMade = Schemas['PersonalTokenWithSecret'];
export type TokenScope = PersonalToken['scopes'][number];

export type SecondFactor = Schemas['SecondFactorView'];
export type Enrolment = Schemas['EnrolmentView'];
export type RecoveryCodes = Schemas['RecoveryCodesView'];
export type Sessions = Schemas['SessionsView'];
export type Policies = Schemas['PoliciesView'];
export type PolicyName = Schemas['PolicyName'];
export type PolicyValues = Schemas['PolicyValuesBody'];

export type Unit = Schemas['UnitView'];
export type Member = Schemas['MemberView'];
export type MemberPage = Schemas['MemberPage'];
export type MemberStanding = Member['standing'];
export type MemberSituation = Member['situation'];
export type RosterPreview = Schemas['RosterPreviewView'];
export type RosterRow = Schemas['RosterRowView'];
export type RosterImport = Schemas['RosterImportView'];

export type ImportDraft = Schemas['ImportDraftView'];
export type ImportDrafts = Schemas['ImportDraftList'];
export type ImportKind = ImportDraft['kind'];
export type ImportPreview = Schemas['ImportPreviewView'];
export type ImportResult = Schemas['ImportResultView'];

export type SchemeVersion = Schemas['SchemeVersionView'];

export type CalendarYear = Schemas['CalendarYearView'];
export type CalendarDay = Schemas['CalendarDayView'];
export type WorkingDays = Schemas['WorkingDaysView'];

export type JobProblem = Schemas['JobProblemView'];
export type OpeningPlan = Schemas['OpeningPlanView'];

export type BranchMonth = Schemas['BranchMonthView'];
export type BranchMonthState = BranchMonth['state'];
export type Confidentiality = Schemas['ConfidentialityView'];
export type BranchSettings = Schemas['BranchSettingsView'];
export type PreReviewOpinion = Schemas['PreReviewOpinionView'];
export type SheetSummary = Schemas['SheetSummary'];
export type Sheet = Schemas['SheetView'];
export type SheetState = Sheet['state'];
export type EvidenceFile = Schemas['EvidenceFileView'];
export type LineDouble = Schemas['LineDoubleView'];
export type SheetLine = Schemas['SheetLineView'];
export type SelfLine = Schemas['SelfLineBody'];
export type Decision = Schemas['DecisionBody'];
export type Addition = Schemas['AdditionBody'];
/** What a person says about one item. */
export type LineValue = Pick<SelfLine, 'optionCode' | 'count' | 'pointsHundredths'>;

export type PaperForms = Schemas['PaperFormsView'];
export type PaperSheet = Schemas['PaperSheetView'];
export type PaperStack = Schemas['ProxyStackView'];
export type PaperOutcome = PaperStack['items'][number];
export type PaperCode = Schemas['PaperCodeView'];
export type Consent = Schemas['ProxyView']['consent'];
export type Board = Schemas['BoardView'];
export type Veto = Schemas['MemberVetoView'];
export type VetoChoice = Schemas['VetoChoiceView'];
export type Verification = Schemas['VerificationView'];
export type MemberHistory = Schemas['MemberHistoryView'];
export type Overview = Schemas['OverviewView'];
export type HalfYear = Schemas['HalfYearView'];
export type HalfYearRow = Schemas['HalfYearRowView'];
export type DocumentList = Schemas['DocumentListView'];
export type KeptExport = Schemas['KeptExportView'];
export type DocumentItem = DocumentList['items'][number];
export type Today = Schemas['TodayView'];

export type Objection = Schemas['ObjectionView'];
export type ObjectionChoice = Schemas['ObjectionChoiceView'];
export type WaitingRows = Schemas['WaitingRowList'];
export type Changes = Schemas['ChangesBody'];
export type Correction = Schemas['CorrectionView'];
export type CorrectionEffects = Schemas['CorrectionEffectsView'];
export type CorrectionNotice = Schemas['CorrectionNoticeView'];
export type MyCorrection = Schemas['MyCorrectionView'];
export type TrailLine = Schemas['TrailLineView'];
export type TrailPage = Schemas['TrailPage'];
export type Receipt = Schemas['SubmissionReceiptAnswer'];
export type VerificationBreak = Schemas['VerificationBreakView'];
export type VerificationResult = Schemas['VerificationResultView'];
export type VerificationLine =
  Schemas['VerificationProgressView'] | VerificationBreak | VerificationResult | Schemas['VerificationProblemView'];

export type Meetings = Schemas['MeetingsView'];
export type Meeting = Schemas['MeetingView'];
export type MonthStatistics = Schemas['BranchMonthStatisticsView'];

export type UnitStatistics = Schemas['UnitStatisticsView'];
export type Completion = Schemas['CompletionView'];
export type ScoreClass = Schemas['ScoreClassView'];
export type TrendMonth = Schemas['TrendMonthView'];
export type HeatRow = Schemas['HeatRowView'];
export type ProfilePart = Schemas['ProfilePartView'];
export type ItemFigures = Schemas['ItemFiguresView'];
export type ChildFigures = Schemas['ChildFiguresView'];
export type Ranking = Schemas['RankingView'];
export type RankingRule = Schemas['RankingRuleView'];
export type Fairness = Schemas['FairnessView'];
export type FairnessFinding = Schemas['FairnessFindingView'];
export type TalkList = Schemas['TalkRecordList'];
export type TalkRecord = Schemas['TalkRecordView'];
export type TalkOccasion = TalkRecord['occasion'];
export type TalkSuggestions = Schemas['TalkSuggestionList'];
export type ExemptionList = Schemas['ExemptionList'];
export type Exemption = Schemas['ExemptionView'];
export type ReportFacts = Schemas['ReportFactsView'];
export type ReportFactCode = ReportFacts['facts'][number]['code'];
export type WorkReport = Schemas['HalfYearReportView'];
export type WorkReportFigure = Schemas['FigureView'];
export type FigureCode = WorkReportFigure['code'];
export type Closing = Schemas['ClosingView'];
export type ClosingRow = Schemas['ClosingRowView'];
export type ClosingObjection = Schemas['ClosingObjectionView'];
export type ClosingExaminations = Schemas['ExaminationList'];
export type ClosingSettings = Schemas['ClosingSettingsView'];
export type ClosingOverview = Schemas['ClosingOverviewView'];
export type ClosingGenerations = Schemas['GenerationResultList'];
export type ClosingBoard = Schemas['ClosingBoardView'];
export type MemberClosing = Schemas['MemberClosingView'];
export type MemberClosings = Schemas['MemberClosingList'];

export type PrivacyNotice = Schemas['PrivacyNoticeView'];
export type NoticeReading = Schemas['NoticeReadingView'];
export type OwnData = Schemas['OwnDataView'];
export type DataRequest = Schemas['DataRequestView'];
export type DataRequestList = Schemas['DataRequestList'];
export type OwnAccessLine = Schemas['OwnAccessLineView'];
export type OwnAccessLinePage = Schemas['OwnAccessLinePage'];
export type AccessLine = Schemas['AccessLineView'];
export type AccessLinePage = Schemas['AccessLinePage'];
export type Retention = Schemas['RetentionView'];
