import { Controller, Get, Param, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ParsePeriodPipe } from '../summaries/parse-period.js';
import type { DocumentDescription } from './description.js';
import { Exported, type ExportWish, Wished } from './exported.js';
import { Papers } from './papers.service.js';

type Answer = Promise<StreamableFile | DocumentDescription>;

/** Documents 10 to 14: examination, branches, exemptions, talks, notices, circular and work report. */
@ApiTags('documents')
@Controller('api/v1')
export class PapersController {
  constructor(private readonly papers: Papers) {}

  /** 审核意见表: what the bureau examined of a half-year, and what it came to. */
  @Get('units/:unitId/summaries/:period/examination.:format')
  @Allow('summary.read', 'unit')
  @LeavesLine('closing', 'file')
  @Exported('docx')
  examination(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Answer {
    return this.papers.examination(unitId, period, wish, actor);
  }

  /** 各支部情况表: the branches of a unit in one row each. */
  @Get('units/:unitId/summaries/:period/branches.:format')
  @Allow('statistics.read', 'unit')
  @Exported('xlsx', 'csv')
  branches(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Answer {
    return this.papers.branches(unitId, period, wish, actor);
  }

  /** 免于/减免考核审批表 of one application. */
  @Get('exemptions/:exemptionId/form.:format')
  @Allow('exemption.read', 'exemption')
  @LeavesLine('exemption', 'file')
  @Exported('docx')
  exemption(
    @Param('exemptionId', ParseIdPipe) exemptionId: number,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Answer {
    return this.papers.exemption(exemptionId, wish, actor);
  }

  /** 免于/减免考核审批表 of a unit for a period, a page for each member. */
  @Get('units/:unitId/summaries/:period/exemption-forms.:format')
  @Allow('exemption.read', 'unit')
  @LeavesLine('exemption', 'file')
  @Exported('docx')
  exemptions(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Answer {
    return this.papers.exemptionsOf(unitId, period, wish, actor);
  }

  /** 谈话提醒记录. */
  @Get('talk-records/:talkRecordId/record.:format')
  @Allow('talk.read', 'talkRecord')
  @LeavesLine('talk', 'file')
  @Exported('docx')
  talk(
    @Param('talkRecordId', ParseIdPipe) talkRecordId: number,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Answer {
    return this.papers.talk(talkRecordId, wish, actor);
  }

  /** 公示公告 of a published month. */
  @Get('branch-months/:branchMonthId/notice.:format')
  @Allow('board.read', 'branchMonth')
  @Exported('docx')
  monthNotice(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Answer {
    return this.papers.monthNotice(branchMonthId, wish, actor);
  }

  /** 公示公告 of a branch's published half-year. */
  @Get('units/:unitId/summaries/:period/notice.:format')
  @Allow('board.read', 'unit')
  @Exported('docx')
  periodNotice(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Answer {
    return this.papers.periodNotice(unitId, period, wish, actor);
  }

  /** 关于积分汇总审核结果的通报: a bureau tells its branches of an examined half-year. */
  @Get('units/:unitId/summaries/:period/circular.:format')
  @Allow('summary.read', 'unit')
  @Exported('docx')
  circular(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Answer {
    return this.papers.circular(unitId, period, wish, actor);
  }

  /** The figures of the half-year work report, as running text and with where each is from. */
  @Get('units/:unitId/work-reports/:period/report.:format')
  @Allow('report.read', 'unit')
  @Exported('docx', 'xlsx')
  report(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Answer {
    return this.papers.report(unitId, period, wish, actor);
  }
}
