import { type ArgumentMetadata, applyDecorators, ValidationPipe } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { ValidationError, ValidatorOptions } from 'class-validator';
import {
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
  type ValidationOptions,
} from 'class-validator';
import { isDay, isMonth, monthPattern } from '../calendar.js';
import { isInOrder } from './in-order.js';
import { type FieldProblem, Refusal } from './refusal.js';

function flatten(errors: readonly ValidationError[], parent: string): FieldProblem[] {
  return errors.flatMap((error) => {
    const path = /^\d+$/.test(error.property)
      ? `${parent}[${error.property}]`
      : [parent, error.property].filter(Boolean).join('.');
    const own = Object.keys(error.constraints ?? {}).map((code) => ({ path, code }));
    return [...own, ...flatten(error.children ?? [], path)];
  });
}

/** Nothing that is sent nests as deeply; whatever does would use up the stack of those who walk through it. */
const depthMax = 64;

/**
 * What the validator would let in. Its whitelist looks names up in a plain object and takes those that every object has, such as
 * "toString", for known; and it walks through a list in a list without asking what the inner one should have been.
 * @throws Refusal for what nests too deeply
 */
function passedOver(value: unknown, parent = '', depth = 0): FieldProblem | undefined {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined;
  if (depth > depthMax) throw new Refusal('malformed', { errors: [{ path: 'body', code: 'malformed' }] });
  const isList = Array.isArray(value);
  for (const key of Object.keys(value)) {
    const one = (value as Record<string, unknown>)[key];
    const path = (): string => (isList ? `${parent}[${key}]` : [parent, key].filter(Boolean).join('.'));
    if (key in Object.prototype) return { path: path(), code: 'whitelistValidation' };
    if (typeof one !== 'object' || one === null) continue;
    const found = passedOver(one, path(), depth + 1);
    if (isList && Array.isArray(one)) return { path: path(), code: 'nestedValidation' };
    if (found) return found;
  }
  return undefined;
}

class BoundedValidation extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const problem = passedOver(value);
    if (problem) throw new Refusal('invalid', { errors: [problem] });
    return super.transform(value, metadata) as Promise<unknown>;
  }

  /** What was read from JSON, from an address or from a form's fields holds no bytes; Nest would look through each of its objects for some. */
  protected override findNestedBinaryValues(): ValidationError[] {
    return [];
  }

  protected override async validate(object: object, options?: ValidatorOptions): Promise<ValidationError[]> {
    return isInOrder(object) ? [] : super.validate(object, options);
  }
}

/** Whitelist, no unknown fields, no guessing of types; every mistake of the body is reported at once, by its path. */
export const validation = new BoundedValidation({
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  transform: true,
  stopAtFirstError: false,
  validateCustomDecorators: true,
  exceptionFactory: (errors) => new Refusal('invalid', { errors: flatten(errors, '').slice(0, 200) }),
});

const controlCharacters =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/;

/** Text a person may write: well-formed Unicode without control, zero-width or direction-changing characters. */
export function isPlainText(value: unknown): value is string {
  // U+200D joins emoji such as 👨‍👩‍👧 and is the one invisible character that people do type.
  return typeof value === 'string' && value.isWellFormed() && !controlCharacters.test(value.replaceAll('\u200d', ''));
}

function rule(name: string, validate: (value: unknown) => boolean, options?: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name, validator: { validate } }, options);
}

export function IsPlainText(): PropertyDecorator {
  return rule('plainText', isPlainText);
}

/** Text of at most `length` characters (UTF-16 units), trimmed ends, no control characters. */
export function IsText(length: number, { empty = false }: { empty?: boolean } = {}): PropertyDecorator {
  return applyDecorators(
    IsString(),
    MaxLength(length),
    IsPlainText(),
    rule('trimmed', (value) => typeof value === 'string' && value === value.trim()),
    ...(empty ? [] : [rule('notEmpty', (value) => typeof value === 'string' && value !== '')]),
    ApiProperty({ minLength: empty ? 0 : 1, maxLength: length }),
  );
}

export function IsDay(): PropertyDecorator {
  return applyDecorators(rule('day', isDay), ApiProperty({ format: 'date' }));
}

export function IsMonth(): PropertyDecorator {
  return applyDecorators(rule('month', isMonth), ApiProperty({ pattern: monthPattern.source }));
}

/** Whole hundredths of a point. -0, NaN, fractions and text are refused. */
export function IsHundredths(): PropertyDecorator {
  const most = 1_000_000;
  return applyDecorators(
    rule('hundredths', (value) => Number.isSafeInteger(value) && !Object.is(value, -0)),
    Min(-most),
    Max(most),
    ApiProperty({ minimum: -most, maximum: most }),
  );
}

/** How many: a whole number from 0 to `most`. -0, NaN, fractions and text are refused. */
export function IsCount(most: number): PropertyDecorator {
  const holds = (value: unknown) =>
    Number.isSafeInteger(value) && !Object.is(value, -0) && Number(value) >= 0 && Number(value) <= most;
  return applyDecorators(rule('count', holds), ApiProperty({ minimum: 0, maximum: most }));
}

export function IsId(): PropertyDecorator {
  const most = 2_147_483_647;
  return applyDecorators(IsInt(), Min(1), Max(most), ApiProperty({ minimum: 1, maximum: most }));
}

/** The field may be left out, but null is not the same as leaving it out. */
export function MayBeAbsent(): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_object, value) => value !== undefined),
    ApiProperty({ required: false }),
  );
}

/** The field may be left out or null; both mean "nothing". */
export function MayBeNull(): PropertyDecorator {
  return applyDecorators(IsOptional(), ApiProperty({ required: false, nullable: true }));
}
