import { IsOptional, IsUUID, Matches } from 'class-validator';
import { IsDay, IsText } from '../http/validation.js';

const reasonMax = 1000;

export class NewVetoBody {
  /** Made by the client, so that a repeated request proposes one veto. */
  @IsUUID()
  requestId: string;

  /** The code of one of the rule's vetoes. */
  @IsText(40)
  vetoCode: string;

  /** The day of the fact: it decides which period is limited. */
  @IsDay()
  factDay: string;

  /** Of the document that decides it. */
  @IsText(80)
  documentNumber: string;

  @IsDay()
  documentDay: string;

  /** For the few who may read it; never published. */
  @IsText(reasonMax)
  reason: string;
}

export class LiftingBody {
  /** Of the document that lifts it. */
  @IsText(80)
  documentNumber: string;

  @IsDay()
  documentDay: string;

  @IsText(reasonMax)
  reason: string;
}

export class VetoRefusalBody {
  @IsText(reasonMax)
  reason: string;
}

export class VetoChoicesQuery {
  /** The day of the fact; left out: today. */
  @IsOptional()
  @IsDay()
  day?: string;
}

export class VetoListQuery {
  /** The year of the facts, '2026'; left out: all. */
  @IsOptional()
  @Matches(/^20\d{2}$/)
  year?: string;
}
