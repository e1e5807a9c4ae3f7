import { Injectable, type PipeTransform } from '@nestjs/common';
import { Refusal } from './refusal.js';

/** A route parameter that identifies something: what is no id names nothing that exists. */
@Injectable()
export class ParseIdPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    const id = /^[1-9]\d{0,9}$/.test(value) ? Number(value) : 0;
    if (id === 0 || id > 2_147_483_647) throw new Refusal('notFound');
    return id;
  }
}
