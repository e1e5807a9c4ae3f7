import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor, SignedIn } from '../http/allow.js';
import { TodayView } from './today.view.js';
import { Todays } from './todays.service.js';

/** The first page: what there is to do, and how the last month went. */
@ApiTags('summaries')
@Controller('api/v1/today')
export class TodayController {
  constructor(private readonly todays: Todays) {}

  /** What there is to do for the reader today. */
  @Get()
  @SignedIn()
  today(@CurrentActor() actor: Actor): Promise<TodayView> {
    return this.todays.of(actor);
  }
}
