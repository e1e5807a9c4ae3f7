import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import type { DocumentDescription } from './description.js';
import { DocumentListQuery } from './document-list.dto.js';
import { DocumentListView } from './document-list.view.js';
import { DocumentLists } from './document-lists.service.js';
import { Exported, type ExportWish, Wished } from './exported.js';
import { ParseYearPipe } from './parse-year.js';
import { RegisterCards } from './register-cards.service.js';

/** Which documents there are, and the cards of a year. */
@ApiTags('documents')
@Controller('api/v1')
export class DocumentListsController {
  constructor(
    private readonly lists: DocumentLists,
    private readonly cards: RegisterCards,
  ) {}

  /** The documents of a unit for a month and a period: which there are, as what, and why some are not there. */
  @Get('units/:unitId/documents')
  @Allow('unit.read', 'unit')
  list(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Query() asked: DocumentListQuery,
    @CurrentActor() actor: Actor,
  ): Promise<DocumentListView> {
    return this.lists.of(unitId, asked, actor);
  }

  /** A member's card of a year: his months, half-years and the year, to be signed. */
  @Get('members/:memberId/register-card/:year.:format')
  @Allow('member.history', 'member')
  @LeavesLine('history', 'file')
  @Exported('xlsx', 'docx')
  memberCard(
    @Param('memberId', ParseIdPipe) memberId: number,
    @Param('year', ParseYearPipe) year: string,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile | DocumentDescription> {
    return this.cards.ofMember(memberId, year, wish, actor);
  }

  /** The cards of all members of a branch, a page each. */
  @Get('units/:unitId/register-cards/:year.:format')
  @Allow('summary.read', 'unit')
  @LeavesLine('history', 'file')
  @Exported('xlsx', 'docx')
  branchCards(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('year', ParseYearPipe) year: string,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile | DocumentDescription> {
    return this.cards.ofBranch(unitId, year, wish, actor);
  }
}
