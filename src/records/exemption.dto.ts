import { IsIn, IsUUID } from 'class-validator';
import { IsId, IsMonth, IsText } from '../http/validation.js';
import { type ExemptionKind, exemptionKinds, type ExemptionReasonClass, exemptionReasonClasses } from './exemption.js';

const wordsMax = 1000;

export class ExemptionApplicationBody {
  /** Made by the client, so that a repeated request applies once. */
  @IsUUID()
  requestId: string;

  @IsId()
  memberId: number;

  /** exempt: not assessed. light: on the light profile's items. */
  @IsIn(exemptionKinds)
  kind: ExemptionKind;

  @IsIn(exemptionReasonClasses)
  reasonClass: ExemptionReasonClass;

  /** For the few who may read it; never published. */
  @IsText(wordsMax)
  reason: string;

  /** First and last month, both included; at most twelve. */
  @IsMonth()
  fromMonth: string;

  @IsMonth()
  untilMonth: string;

  @IsText(wordsMax)
  branchOpinion: string;
}

export class ExemptionOpinionBody {
  @IsText(wordsMax)
  opinion: string;
}

export class ExemptionWithdrawalBody {
  @IsText(wordsMax)
  reason: string;
}

export class ExemptionEndBody {
  /** The last month for which it still holds. */
  @IsMonth()
  lastMonth: string;

  @IsText(wordsMax)
  reason: string;
}
