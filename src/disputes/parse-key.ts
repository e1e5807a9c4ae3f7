import { Injectable, type PipeTransform } from '@nestjs/common';
import { Refusal } from '../http/refusal.js';

/** A route parameter that is a random key: what is none names nothing that exists. */
@Injectable()
export class ParseKeyPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value)) throw new Refusal('notFound');
    return value;
  }
}
