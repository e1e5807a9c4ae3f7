import { Injectable, Logger } from '@nestjs/common';
import { refusalOf } from '../http/problem.filter.js';
import { invalid, Refusal } from '../http/refusal.js';
import type { Break } from './break.js';
import { readPrintedHead } from './printed-head.js';
import type { VerificationQuery } from './trail.dto.js';
import { Verification, type VerificationWish } from './verification.service.js';
import type {
  VerificationBreakView,
  VerificationProblemView,
  VerificationProgressView,
  VerificationResultView,
} from './verification.view.js';
import { breakWords } from './words.js';

/** A database that was changed in more places is restored, not read about. */
const toldMax = 200;
/** At once in one instance: each reads and computes without a pause. */
const runningMax = 3;

/** Verification for the web: as a stream of lines, as far as somebody takes them. */
@Injectable()
export class Verifications {
  private readonly log = new Logger('Verifications');
  private running = 0;

  constructor(private readonly verification: Verification) {}

  /** @throws invalid (a code that is none), tooManyRequests (others are at it) */
  begin(unitId: number, { fromMonth, head }: VerificationQuery): AsyncGenerator<string> {
    const printed = head === undefined || head === '' ? null : readPrintedHead(head);
    if (head && !printed) throw invalid('head', 'printedCode');
    if (this.running >= runningMax)
      throw new Refusal('tooManyRequests', { retryAfterSeconds: 30, params: { seconds: 30 } });
    return this.lines({ unitId, fromMonth: fromMonth ?? null, printed: printed ? [printed] : [] });
  }

  private async *lines(wish: VerificationWish): AsyncGenerator<string> {
    this.running += 1;
    let [breakCount, told] = [0, 0];
    try {
      for await (const event of this.verification.run(wish)) {
        if (event.type === 'progress') {
          const { done, total, place } = event;
          yield line<VerificationProgressView>({ type: 'progress', done, total, unitName: place.unitName });
        } else if (event.type === 'break') {
          breakCount += 1;
          if (told === toldMax) continue;
          told += 1;
          yield line(breakView(event.found));
        } else yield line<VerificationResultView>({ type: 'result', breakCount, told, counts: event.counts });
      }
    } catch (error) {
      const code = refusalOf(error)?.code ?? 'internal';
      if (code === 'internal') this.log.error({ error }, 'verification failed');
      yield line<VerificationProblemView>({ type: 'problem', code });
    } finally {
      this.running -= 1;
    }
  }
}

function breakView(found: Break): VerificationBreakView {
  const [zh, en] = [breakWords(found, 'zh'), breakWords(found, 'en')];
  return { type: 'break', ...found, said: { zh: zh.said, en: en.said }, meaning: { zh: zh.meaning, en: en.meaning } };
}

function line<T>(value: T): string {
  return `${JSON.stringify(value)}\n`;
}
