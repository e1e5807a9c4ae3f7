import { IsUUID } from 'class-validator';
import { IsText } from '../http/validation.js';

const wordsMax = 500;

export class HoldBody {
  /** Whose. */
  @IsText(40)
  memberNumber: string;

  /** The file number of the case, and the like. Sealed. */
  @IsText(wordsMax)
  reason: string;
}

export class ErasureOrderBody {
  /** Made by the client, so that a repeated request orders once. */
  @IsUUID()
  requestId: string;

  /** Whose. */
  @IsText(40)
  memberNumber: string;

  /** What the bureau decided and when. Sealed. */
  @IsText(wordsMax)
  ground: string;
}
