import { AccessLine } from '../access-lines/access-line.entity.js';
import { BranchSettingsRow } from '../assessments/branch-settings.entity.js';
import { BranchMonth } from '../assessments/branch-month.entity.js';
import { MonthStep } from '../assessments/month-step.entity.js';
import { PreReview, PreReviewLine } from '../assessments/pre-review.entity.js';
import { ProxyEntry } from '../assessments/proxy-entry.entity.js';
import { Sheet } from '../assessments/sheet.entity.js';
import { SheetLine } from '../assessments/sheet-line.entity.js';
import { TrailHead, TrailRecord, TrailSalt, TrailSubject } from '../audit/trail.entity.js';
import { CalendarDay } from '../calendars/calendar-day.entity.js';
import { CalendarYear } from '../calendars/calendar-year.entity.js';
import { Closing, ClosingSettingsRow } from '../closing/closing.entity.js';
import { ClosingExamination, ClosingExaminedRow } from '../closing/closing-examination.entity.js';
import { ClosingObjection, ClosingPublication, ClosingWithdrawal } from '../closing/closing-publication.entity.js';
import { ClosingAcknowledgement, ClosingRevision, ClosingRow } from '../closing/closing-row.entity.js';
import { ClosingExplanation, ClosingProposal, ClosingStep } from '../closing/closing-step.entity.js';
import { EvidenceFile } from '../evidence/evidence-file.entity.js';
import { Meeting, MeetingAttendance, MeetingDecision, MeetingVote } from '../meetings/meeting.entity.js';
import { Account } from '../identity/account.entity.js';
import { PersonalToken } from '../identity/personal-token.entity.js';
import { ProviderRequest } from '../identity/provider-request.entity.js';
import { PolicyChange } from '../identity/policy-change.entity.js';
import { RoleAssignment } from '../identity/role-assignment.entity.js';
import { HalfSignIn, RecoveryCode, SecondFactor } from '../identity/second-factor.entity.js';
import { Session } from '../identity/session.entity.js';
import { SignInLink } from '../identity/sign-in-link.entity.js';
import { JobRun } from '../jobs/job-run.entity.js';
import { Member } from '../organisation/member.entity.js';
import { Membership } from '../organisation/membership.entity.js';
import { Unit } from '../organisation/unit.entity.js';
import { Amendment } from '../publication/amendment.entity.js';
import { Correction } from '../publication/correction.entity.js';
import { CorrectionNotice } from '../publication/correction-notice.entity.js';
import { Objection } from '../publication/objection.entity.js';
import { ImportDraft } from '../imports/import-draft.entity.js';
import { ImportDraftPart } from '../imports/import-draft-part.entity.js';
import { ImportMapping } from '../imports/import-mapping.entity.js';
import { ImportedMonth } from '../imports/imported-month.entity.js';
import { DataRequest } from '../privacy/data-request.entity.js';
import { PrivacyNotice, PrivacyNoticeReading } from '../privacy/privacy-notice.entity.js';
import { Publication } from '../publication/publication.entity.js';
import { PublicationReceipt } from '../publication/publication-receipt.entity.js';
import { KeptExport } from '../documents/kept-export.entity.js';
import { KeptExportPart } from '../documents/kept-export-part.entity.js';
import { PublicationWithdrawal } from '../publication/publication-withdrawal.entity.js';
import { PublishedLine } from '../publication/published-line.entity.js';
import { PublishedSheet } from '../publication/published-sheet.entity.js';
import { Exemption } from '../records/exemption.entity.js';
import { ReportFactsRow } from '../records/report-facts.entity.js';
import { TalkRecord } from '../records/talk-record.entity.js';
import { Erasure, ErasureOrder, MemberHold, PurgeRun } from '../retention/retention.entity.js';
import { RankingRule } from '../summaries/ranking-rule.entity.js';
import { SchemeDraft } from '../schemes/scheme-draft.entity.js';
import { SchemeVersion } from '../schemes/scheme-version.entity.js';
import { Veto, VetoStep } from '../vetoes/veto.entity.js';
import { Template, TemplatePiece, TemplateVersion } from '../templates/template.entity.js';
import type { EntityClass } from './columns.js';
import { LimitUse } from '../limits/limit-use.entity.js';
import { UnknownName } from '../identity/unknown-name.entity.js';

/**
 * The entity classes of all rooms: the database room needs them to know column names and to compare migrations with them.
 * This file is the one place where the database room may import from rooms that come after it.
 */
export const entities: readonly EntityClass[] = [
  Unit,
  Member,
  Membership,
  Account,
  SecondFactor,
  RecoveryCode,
  HalfSignIn,
  Session,
  PersonalToken,
  SignInLink,
  ProviderRequest,
  PolicyChange,
  RoleAssignment,
  TrailHead,
  TrailRecord,
  TrailSalt,
  TrailSubject,
  CalendarDay,
  CalendarYear,
  SchemeVersion,
  SchemeDraft,
  BranchSettingsRow,
  BranchMonth,
  Sheet,
  SheetLine,
  JobRun,
  EvidenceFile,
  ProxyEntry,
  Meeting,
  MeetingAttendance,
  MeetingVote,
  MeetingDecision,
  PreReview,
  PreReviewLine,
  MonthStep,
  Veto,
  VetoStep,
  Publication,
  PublishedSheet,
  PublishedLine,
  Objection,
  Correction,
  CorrectionNotice,
  Amendment,
  PublicationWithdrawal,
  PublicationReceipt,
  Closing,
  ClosingSettingsRow,
  ClosingRevision,
  ClosingRow,
  ClosingAcknowledgement,
  ClosingStep,
  ClosingExplanation,
  ClosingProposal,
  ClosingExamination,
  ClosingExaminedRow,
  ClosingPublication,
  ClosingWithdrawal,
  ClosingObjection,
  TalkRecord,
  Exemption,
  ReportFactsRow,
  RankingRule,
  KeptExport,
  KeptExportPart,
  ImportDraft,
  ImportDraftPart,
  ImportMapping,
  ImportedMonth,
  Template,
  TemplateVersion,
  TemplatePiece,
  LimitUse,
  UnknownName,
  AccessLine,
  PrivacyNotice,
  PrivacyNoticeReading,
  DataRequest,
  Erasure,
  MemberHold,
  ErasureOrder,
  PurgeRun,
];
