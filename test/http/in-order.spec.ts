import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validate, ValidateBy, validateSync } from 'class-validator';
import { AppModule } from '#src/app.module.js';
import { SelfLinesBody } from '#src/assessments/sheet.dto.js';
import { isInOrder } from '#src/http/in-order.js';

type Type = new () => object;

const options = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true } as const;
const isSound = (object: object) => validateSync(object, options).length === 0;

/** Every class that says something about its properties, in every room. */
function bodies(): Type[] {
  expect(AppModule).toBeDefined();
  const { validationMetadatas } = getMetadataStorage() as unknown as { validationMetadatas: Map<Type, unknown> };
  return [...validationMetadatas.keys()];
}

function propertiesOf(type: Type): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return [...new Set(metadata.map(({ propertyName }) => propertyName))];
}

const line = { itemCode: 'C-01', count: 1, occurredOn: '2026-11-03', description: '志愿', evidence: '证明' };
const values: unknown[] = [
  ...[
    undefined,
    null,
    true,
    false,
    0,
    -0,
    1,
    2.5,
    -1,
    NaN,
    10_001,
    2 ** 31,
    2 ** 53,
    '',
    ' ',
    'a',
    ' a',
    'a\u0000',
    '\ud800',
  ],
  ...[
    '2026-11-03',
    '2026-02-30',
    '2026-11',
    'member',
    'accepted',
    'zh',
    'a'.repeat(41),
    'a'.repeat(1001),
    '12345678-1234-4234-8234-123456789012',
  ],
  ...[
    [],
    [1],
    [1, 'a'],
    [null],
    ['a', 'b'],
    [[]],
    [{}],
    {},
    { code: 'a' },
    { id: 1 },
    [line],
    [{ ...line, count: -1 }],
  ],
  ...[new Set([1]), new Map([[1, 1]]), Promise.resolve(1), new Date(0), new Uint8Array(2)],
];

test('of every body of the API, whatever stands in it, what is let through is what the validator finds nothing wrong with', () => {
  const found = { inOrder: 0, other: 0, quickly: 0 };
  const types = bodies();
  expect(types.length).toBeGreaterThan(100);
  for (const type of types) {
    const properties = propertiesOf(type);
    /** One after the other takes the first value that the validator takes, so that most of what follows is wrong in one place. */
    const sound: Record<string, unknown> = {};
    for (const property of properties)
      sound[property] = values.find((value) =>
        validateSync(made(type, { ...sound, [property]: value }), options).every(
          (error) => error.property !== property,
        ),
      );
    const asked = [
      sound,
      {},
      { ...sound, stranger: 1 },
      ...properties.flatMap((property) => values.map((value) => ({ ...sound, [property]: value }))),
    ];
    for (const plain of asked) {
      const object = made(type, plain);
      const [quick, slow] = [isInOrder(object), isSound(object)];
      if (quick && !slow) throw new Error(`${type.name} lets through ${JSON.stringify(plain)}`);
      found[slow ? 'inOrder' : 'other'] += 1;
      if (quick) found.quickly += 1;
    }
  }
  // It would be of no use if it told little; and nothing was shown if most were alike.
  expect(found.inOrder).toBeGreaterThan(1000);
  expect(found.other).toBeGreaterThan(1000);
  expect(found.quickly / found.inOrder).toBeGreaterThan(0.9);
});

/** As the pipe makes it, with values that no JSON can hold put in as they are. */
function made(type: Type, plain: Record<string, unknown>): object {
  const object = plainToInstance(type, {}) as Record<string, unknown>;
  for (const [name, value] of Object.entries(plain))
    object[name] = isCollection(value)
      ? (plainToInstance(type, { [name]: value }) as Record<string, unknown>)[name]
      : value;
  return object;
}

const isCollection = (value: unknown) =>
  Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';

test('a sheet of twenty lines is told at once, and a mistake in the last of them is left to the validator', () => {
  const lines = Array.from({ length: 20 }, () => line);
  const body = (last: object) => plainToInstance(SelfLinesBody, { lines: [...lines.slice(1), last] });
  expect(isInOrder(body(line))).toBe(true);
  for (const wrong of [{ ...line, count: -1 }, { ...line, stranger: 1 }, { ...line, itemCode: undefined }, {}])
    expect(isInOrder(body({ ...wrong }))).toBe(false);
  expect(isInOrder(plainToInstance(SelfLinesBody, { lines: [[line]] }))).toBe(false);
});

test('what has to be waited for is left to the validator', async () => {
  class Later {
    @ValidateBy({ name: 'later', validator: { validate: async (value) => value === 1 } })
    value: number;
  }
  const right = plainToInstance(Later, { value: 1 });
  expect([isInOrder(right), (await validate(right, options)).length]).toEqual([false, 0]);
});
