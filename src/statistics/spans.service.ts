import { Injectable } from '@nestjs/common';
import { Clock, type Month, monthOf } from '../calendar.js';
import { invalid, Refusal } from '../http/refusal.js';
import { Schemes } from '../schemes/schemes.service.js';
import { monthsOfPeriod, periodKey } from '../scoring/periods.js';
import { monthsMost, type Span, spanOfMonths, spanOfPeriod } from './span.js';

export interface SpanWish {
  period?: string;
  fromMonth?: Month;
  untilMonth?: Month;
}

/** Which months somebody means. A named period begins where the scheme's year begins (docs/scheme.md, periods). */
@Injectable()
export class Spans {
  constructor(
    private readonly clock: Clock,
    private readonly schemes: Schemes,
  ) {}

  /** Refuses with 404 what names no period. */
  async ofPeriod(period: string): Promise<Span> {
    const span = await this.named(period);
    if (!span) throw new Refusal('notFound');
    return span;
  }

  /** A period by its name, or from one month to another; nothing said: the half-year that runs today. */
  async ofWish({ period, fromMonth, untilMonth }: SpanWish): Promise<Span> {
    if (period !== undefined) {
      if (fromMonth !== undefined || untilMonth !== undefined) throw invalid('period', 'eitherPeriodOrMonths');
      const span = await this.named(period);
      if (!span) throw invalid('period', 'period');
      return span;
    }
    if (fromMonth === undefined && untilMonth === undefined) return this.ofPeriod(await this.running());
    const from = fromMonth ?? (untilMonth as Month);
    const span = spanOfMonths(from, untilMonth ?? from);
    if (!span) throw invalid('untilMonth', (untilMonth ?? from) < from ? 'beforeFromMonth' : 'tooMany', { monthsMost });
    return span;
  }

  private async named(period: string): Promise<Span | null> {
    const calendar = spanOfPeriod(period, 1);
    if (!calendar) return null;
    const last = (monthsOfPeriod(period, 1) as Month[]).at(-1) as Month;
    return spanOfPeriod(period, await this.yearStartsMonth(last));
  }

  private async running(): Promise<string> {
    const month = monthOf(this.clock.today());
    return periodKey('halfYear', month, await this.yearStartsMonth(month));
  }

  private async yearStartsMonth(month: Month): Promise<number> {
    return (await this.schemes.inForce(month)).definition.yearStartsMonth;
  }
}
