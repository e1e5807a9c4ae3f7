import { IsBoolean, IsIn, IsUUID } from 'class-validator';
import { IsId, IsText } from '../http/validation.js';
import { IsUnitName } from './names.js';
import { type UnitKind, unitKinds } from './unit.entity.js';

export class UnitBody {
  @IsUnitName()
  name: string;

  /** The organisation's own number of the unit; empty if it has none. */
  @IsText(40, { empty: true })
  code: string;

  /** False for a branch with few members, where the secretary decides with a witness. */
  @IsBoolean()
  hasCommittee: boolean;

  @IsBoolean()
  rankingEnabled: boolean;
}

export class NewUnitBody {
  /** Made by the client, so that a repeated request creates nothing twice. */
  @IsUUID()
  requestId: string;

  @IsId()
  parentId: number;

  @IsIn(unitKinds)
  kind: UnitKind;

  @IsUnitName()
  name: string;

  /** The organisation's own number of the unit; empty if it has none. */
  @IsText(40, { empty: true })
  code: string;

  /** False for a branch with few members, where the secretary decides with a witness. */
  @IsBoolean()
  hasCommittee: boolean;
}

export class UnitView {
  id: number;
  version: number;
  parentId: number | null;
  kind: UnitKind;
  name: string;
  code: string;
  hasCommittee: boolean;
  rankingEnabled: boolean;
  /** How many units are above it: 0 for the root. */
  depth: number;
  /** Members today in the unit and below it, as far as the reader may see them. */
  memberCount: number;
}

export class UnitList {
  /** Parents before children, in roster order. Units above what the reader may see are there for the sake of their names. */
  items: UnitView[];
}
