import { Body, Controller, Delete, Get, HttpCode, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { MeetingBody } from './meeting.dto.js';
import { MeetingRecords } from './meeting-records.service.js';
import { MeetingsView, MeetingView } from './meeting.view.js';
import { Meetings } from './meetings.service.js';

/** The meetings in which a branch reviews a month: who came, what was put to the vote, what was decided. */
@ApiTags('meetings')
@Controller('api/v1/branch-months/:branchMonthId/meetings')
export class MeetingsController {
  constructor(
    private readonly meetings: Meetings,
    private readonly records: MeetingRecords,
  ) {}

  /** The month's meetings, and what a further record begins from. */
  @Get()
  @Allow('meeting.read', 'branchMonth')
  @LeavesLine('meeting')
  list(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @CurrentActor() actor: Actor,
  ): Promise<MeetingsView> {
    return this.meetings.of(branchMonthId, actor);
  }

  /** Writes a meeting's record in place of the one before; version 0 begins it, under the next number. */
  @Put(':meetingNumber')
  @Allow('meeting.keep', 'branchMonth')
  async save(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Param('meetingNumber', ParseIdPipe) number: number,
    @ExpectedVersion() version: number,
    @Body() body: MeetingBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MeetingView> {
    await this.records.save({ branchMonthId, number, version, actor }, recordOf(body));
    return withVersion(reply, await this.meetings.one(branchMonthId, number, actor));
  }

  /** Throws an open record away. */
  @Delete(':meetingNumber')
  @HttpCode(204)
  @Allow('meeting.keep', 'branchMonth')
  async discard(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Param('meetingNumber', ParseIdPipe) number: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    await this.records.discard({ branchMonthId, number, version, actor });
  }

  /** Closes a meeting, if more than half of those with a vote came: its minutes stand from then on. */
  @Put(':meetingNumber/closing')
  @Allow('meeting.keep', 'branchMonth')
  async close(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Param('meetingNumber', ParseIdPipe) number: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MeetingView> {
    await this.records.close({ branchMonthId, number, version, actor });
    return withVersion(reply, await this.meetings.one(branchMonthId, number, actor));
  }
}

function recordOf(body: MeetingBody) {
  const { heldOn, place, topic, chairMemberId, recorderMemberId } = body;
  return {
    heldOn,
    time: body.time ?? null,
    place,
    topic,
    notes: body.notes ?? '',
    chairMemberId,
    recorderMemberId,
    attendance: body.attendance.map(({ memberId, seat, presence, reason }) => ({
      memberId,
      seat,
      presence,
      reason: reason ?? '',
    })),
    votes: body.votes.map(({ sheetId, lineNumber, question, inFavour, against, abstaining }) => ({
      sheetId,
      lineNumber: lineNumber ?? null,
      question,
      inFavour,
      against,
      abstaining,
    })),
  };
}
