import { Injectable, type PipeTransform } from '@nestjs/common';
import { Refusal } from '../http/refusal.js';

/** A route parameter that names a year of this century: what is none names nothing. */
@Injectable()
export class ParseYearPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!/^20\d{2}$/.test(value)) throw new Refusal('notFound');
    return value;
  }
}
