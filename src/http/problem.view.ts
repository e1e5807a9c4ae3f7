import { ApiProperty } from '@nestjs/swagger';
import { type FieldProblem, type RefusalCode, refusals } from './refusal.js';

/** The figures and names that go with a code. */
export const FiguresProperty = (): PropertyDecorator =>
  ApiProperty({ type: 'object', additionalProperties: { type: ['string', 'number'] } });

/** One mistake in what was sent. */
export class FieldProblemView implements FieldProblem {
  /** Where it is: lines[2].optionCode, a header's name, or body for the body as a whole. */
  path: string;
  code: string;
  @FiguresProperty()
  params?: Record<string, string | number>;
}

/** How the service says no (RFC 9457). */
export class ProblemView {
  /** Where the code is explained. */
  type: string;
  /** The code in a few English words. */
  title: string;
  status: number;
  @ApiProperty({
    description: Object.entries(refusals)
      .map(([code, [status, title]]) => `${code} (${status}): ${title}.`)
      .join(' '),
  })
  code: RefusalCode;
  /** What to tell the operator, whose log has it. */
  requestId: string;
  /** Field by field, all at once. */
  errors?: FieldProblemView[];
  @FiguresProperty()
  params?: Record<string, string | number>;
}
