import { ApiProperty } from '@nestjs/swagger';
import { ProxyView, SheetMemberView, SheetMonthView } from '../assessments/sheet.view.js';
import type { BranchMonthState, SheetState } from '../assessments/states.js';
import type { Day, Month } from '../calendar.js';
import { FieldProblemView, FiguresProperty } from '../http/problem.view.js';
import { type RefusalCode, refusals } from '../http/refusal.js';
import { UnitReference } from '../identity/session.dto.js';

/** What stands on a paper about one item, as it was entered. */
export class PaperLineView {
  itemCode: string;
  optionCode: string | null;
  count: number | null;
  pointsHundredths: number | null;
  occurredOn: Day | null;
  description: string;
  reason: string;
  evidence: string;
  witness: string;
  deedKey: string | null;
  evidenceFileIds: number[];
}

/** One member's sheet, as far as paper is concerned. */
export class PaperSheetView {
  sheetId: number;
  version: number;
  /** Printed on the form, with a check digit: '000 427'. */
  paperCode: string;
  member: SheetMemberView;
  groupId: number | null;
  profileCode: string;
  state: SheetState;
  /** Whether he has an account to hand it in with himself. */
  hasAccount: boolean;
  late: boolean;
  returnedReason: string | null;
  proxy: ProxyView | null;
  /** What was entered; null where the member wrote himself, or nobody did. */
  lines: PaperLineView[] | null;
  /** Whether the reader may enter it now: not his own, not handed in by its member, and the month still takes it. */
  mayEnter: boolean;
}

/** A month's forms: to print, and to enter what comes back. */
export class PaperFormsView {
  branchMonth: SheetMonthView;
  /** Last day on which a paper is in time, and the first on which one can have come in. */
  receivedFrom: Day;
  today: Day;
  /** The version of the rule as the form's head names it. */
  schemeVersion: string;
  items: PaperSheetView[];
}

/** Why one sheet of a stack was not taken. */
export class PaperProblemView {
  @ApiProperty({ enum: Object.keys(refusals) })
  code: RefusalCode;
  /** Within this sheet: lines[2].reason. */
  errors: FieldProblemView[];
  @FiguresProperty()
  params: Record<string, string | number>;
}

export class PaperOutcomeView {
  sheetId: number;
  /** unchanged: the same was entered before, and nothing was done. */
  outcome: 'submitted' | 'unchanged' | 'refused';
  problem: PaperProblemView | null;
}

/** Sheet by sheet, in the order of the stack: each was taken as a whole or not at all. */
export class ProxyStackView {
  items: PaperOutcomeView[];
}

/** Whose form it is that has this code. */
export class PaperCodeView {
  sheetId: number;
  paperCode: string;
  branch: UnitReference;
  branchMonthId: number;
  month: Month;
  monthState: BranchMonthState;
  member: SheetMemberView;
  state: SheetState;
  /** It was handed in by its member or for him. */
  handedIn: boolean;
}
