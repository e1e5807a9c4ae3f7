import { ArrayMaxSize, IsArray, IsObject, IsUUID } from 'class-validator';
import type { Month } from '../calendar.js';
import { IsId, IsMonth, IsText, MayBeNull } from '../http/validation.js';
import { SchemeItemView } from './scheme.view.js';

export class OwnItemsBody {
  /** Made by the client, so that a repeated request publishes nothing twice. */
  @IsUUID()
  requestId: string;

  /** All of the branch's own items from the month on; an empty list takes them away. */
  @IsArray()
  @ArrayMaxSize(20)
  @IsObject({ each: true })
  items: SchemeItemView[];

  /** Months from this one on are opened with them. */
  @IsMonth()
  effectiveFromMonth: Month;

  /** Why, for everybody who reads the version. */
  @MayBeNull()
  @IsText(500, { empty: true })
  note?: string | null;

  /** The schemeVersionId that was read: what is changed here is what stood there. */
  @IsId()
  basedOnId: number;
}
