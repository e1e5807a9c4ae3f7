import { Injectable, type PipeTransform } from '@nestjs/common';
import { Refusal } from '../http/refusal.js';
import { periodOf } from '../scoring/periods.js';

/** A route parameter that names a quarter, half-year or year ('2026-Q1', '2026-H1', '2026'): what is none names nothing. */
@Injectable()
export class ParsePeriodPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    const per = /^20\d{2}/.test(value) ? periodOf(value) : null;
    if (per === null || per === 'month') throw new Refusal('notFound');
    return value;
  }
}
