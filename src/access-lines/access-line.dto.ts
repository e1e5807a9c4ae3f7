import { Type } from 'class-transformer';
import { IsIn } from 'class-validator';
import type { Day, Instant } from '../calendar.js';
import type { Role } from '../http/allow.js';
import { type AccessForm, type AccessKind, accessKinds } from '../http/leaves-line.js';
import { PageQuery } from '../http/paging.dto.js';
import { IsDay, IsId, MayBeAbsent } from '../http/validation.js';
import { UnitReference } from '../identity/session.dto.js';

export class OwnAccessLineQuery extends PageQuery {
  /** Only lines of this day or later ones. */
  @MayBeAbsent()
  @IsDay()
  fromDay?: Day;

  /** Only lines of this day or earlier ones. */
  @MayBeAbsent()
  @IsDay()
  untilDay?: Day;
}

export class AccessLineQuery extends OwnAccessLineQuery {
  /** Only looks of this kind. */
  @MayBeAbsent()
  @IsIn(accessKinds)
  kind?: AccessKind;

  /** Only looks at this member. */
  @MayBeAbsent()
  @Type(() => Number)
  @IsId()
  memberId?: number;

  /** Only looks of this account. */
  @MayBeAbsent()
  @Type(() => Number)
  @IsId()
  accountId?: number;
}

/** Somebody looked at one's record by office: by which office, not who. */
export class OwnAccessLineView {
  day: Day;
  role: Role;
  /** Where the office is held. */
  office: UnitReference;
  kind: AccessKind;
  form: AccessForm;
  /** The list in which one stands; null where it was one's own record alone. */
  list: UnitReference | null;
}

export class OwnAccessLinePage {
  items: OwnAccessLineView[];
  nextCursor: string | null;
}

export class AccessLinePerson {
  id: number;
  name: string;
}

export class AccessLineView extends OwnAccessLineView {
  id: number;
  /** The first look of the day. */
  at: Instant;
  account: AccessLinePerson;
  /** Whose record; null: everybody's of the list. */
  member: AccessLinePerson | null;
  /** Where the record belongs. */
  unit: UnitReference;
}

export class AccessLinePage {
  items: AccessLineView[];
  nextCursor: string | null;
}
