import { Injectable, type PipeTransform } from '@nestjs/common';
import { isHalfYear } from '../calendar.js';
import { Refusal } from '../http/refusal.js';

/** A route parameter that names a half-year ('2026-H1'): what is none names nothing that exists. */
@Injectable()
export class ParseHalfYearPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isHalfYear(value)) throw new Refusal('notFound');
    return value;
  }
}
