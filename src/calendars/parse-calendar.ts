import { Injectable, type PipeTransform } from '@nestjs/common';
import { type Day, isDay } from '../calendar.js';
import { Refusal } from '../http/refusal.js';

/** A route parameter that names a year of this century: anything else names nothing. */
@Injectable()
export class ParseYearPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (!/^20\d{2}$/.test(value)) throw new Refusal('notFound');
    return Number(value);
  }
}

/** A route parameter that names a day of this century: what is no day names nothing. */
@Injectable()
export class ParseDayPipe implements PipeTransform<string, Day> {
  transform(value: string): Day {
    if (!isDay(value) || !value.startsWith('20')) throw new Refusal('notFound');
    return value;
  }
}
