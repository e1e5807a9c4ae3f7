import type { Day, Instant } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import { TextView } from '../schemes/scheme.view.js';
import type { Period } from '../scoring/scheme.js';
import type { VetoState, VetoStep } from './veto.js';

/** One of the vetoes that a rule has, and what it does. */
export class VetoRuleView {
  code: string;
  name: TextView;
  /** The result of the period is at most this. */
  capHundredths: number;
  per: Period;
}

/** Which veto the rule in force on a day offers, and the period that a fact of that day would limit. */
export class VetoChoiceView extends VetoRuleView {
  period: string;
}

export class VetoChoiceList {
  items: VetoChoiceView[];
}

export class VetoMemberView {
  id: number;
  name: string;
  memberNumber: string;
}

/** Who took a step, when, and by which document. */
export class VetoStepView {
  step: VetoStep;
  at: Instant;
  /** Null to the member it is about: he learns what was done, and by which document. */
  by: string | null;
  documentNumber: string | null;
  documentDay: Day | null;
}

export class MemberVetoView {
  id: number;
  branch: UnitReference;
  member: VetoMemberView;
  isAboutMe: boolean;
  vetoCode: string;
  /** Null where the rule in force on the day of the fact has it no more: then it limits nothing. */
  rule: VetoRuleView | null;
  /** What it limits: '2026-05', '2026-H1', '2026'. */
  period: string | null;
  factDay: Day;
  documentNumber: string;
  documentDay: Day;
  /** Null to the member it is about: why stands in the document. */
  reason: string | null;
  state: VetoState;
  liftNumber: string | null;
  liftDay: Day | null;
  liftReason: string | null;
  refusalReason: string | null;
  steps: VetoStepView[];
  mayConfirm: boolean;
  mayRefuse: boolean;
  mayProposeLifting: boolean;
  mayLift: boolean;
  mayKeep: boolean;
  version: number;
}

export class VetoList {
  items: MemberVetoView[];
}
