import { Type } from 'class-transformer';
import { IsObject, IsUUID, ValidateNested } from 'class-validator';
import { IsText } from '../http/validation.js';
import { ChangesBody } from './objection.dto.js';

const wordsMax = 1000;

export class CorrectionBody {
  @IsText(wordsMax)
  reason: string;

  /** What it is proved by. */
  @IsText(wordsMax)
  evidence: string;

  // Of what isn't there ValidateNested asks nothing.
  @IsObject()
  @ValidateNested()
  @Type(() => ChangesBody)
  changes: ChangesBody;
}

export class NewCorrectionBody extends CorrectionBody {
  /** Made by the client, so that a repeated request writes one slip. */
  @IsUUID()
  requestId: string;
}

export class PreviewBody {
  // Of what isn't there ValidateNested asks nothing.
  @IsObject()
  @ValidateNested()
  @Type(() => ChangesBody)
  changes: ChangesBody;
}

export class EndBody {
  @IsText(wordsMax)
  reason: string;
}
