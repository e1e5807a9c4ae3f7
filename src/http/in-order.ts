import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { ValidationArguments, ValidatorConstraintInterface } from 'class-validator';

/** What the decorators of one property ask of it. */
interface PropertyRules {
  /** Whether it is looked at: `ValidateIf`, `IsOptional`. */
  conditions: ((object: object, value: unknown) => boolean)[];
  checks: ((object: object, value: unknown) => boolean)[];
  nested: boolean;
}

type Rules = ReadonlyMap<string, PropertyRules>;
type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/**
 * Whether an object is as the decorators of its class ask, and has no other properties. class-validator gathers these decorators
 * anew for every object that it looks at, a request's twenty lines among them, and prepares an error for each property before it
 * knows of any; here they are gathered once for each class. Only what is in order is let through by this: whatever is not, or can't be
 * told (a promise, a decorator that isn't known here), is false, and class-validator looks and says what is wrong.
 */
export function isInOrder(object: object): boolean {
  const rules = rulesOf(object.constructor);
  if (!rules || Object.keys(object).some((name) => !rules.has(name))) return false;
  for (const [name, { conditions, checks, nested }] of rules) {
    const value = (object as Record<string, unknown>)[name];
    if (!conditions.every((holds) => holds(object, value))) continue;
    if (!checks.every((holds) => holds(object, value))) return false;
    if (nested && value !== undefined && !isNestedInOrder(value)) return false;
  }
  return true;
}

function isNestedInOrder(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => isObject(one) && isInOrder(one));
  return isObject(value) && isInOrder(value);
}

/** Lists in lists, sets and maps are left to class-validator. */
function isObject(value: unknown): value is object {
  return value instanceof Object && !Array.isArray(value) && !(value instanceof Set) && !(value instanceof Map);
}

const known = new WeakMap<object, Rules | null>();

/** Null for a class with a decorator that isn't known here, or with none: class-validator refuses those. */
function rulesOf(type: unknown): Rules | null {
  if (typeof type !== 'function') return null;
  const before = known.get(type);
  if (before !== undefined) return before;
  const rules = gathered(getMetadataStorage().getTargetValidationMetadatas(type, '', false, false));
  known.set(type, rules);
  return rules;
}

function gathered(metadata: readonly Metadata[]): Rules | null {
  const rules = new Map<string, PropertyRules>();
  for (const one of metadata) {
    const of = rules.get(one.propertyName) ?? { conditions: [], checks: [], nested: false };
    rules.set(one.propertyName, of);
    if (one.type === ValidationTypes.CONDITIONAL_VALIDATION) of.conditions.push(one.constraints[0]);
    else if (one.type === ValidationTypes.NESTED_VALIDATION) of.nested = true;
    else if (one.type === ValidationTypes.CUSTOM_VALIDATION && !one.validateIf) of.checks.push(...checksOf(one));
    else return null;
  }
  return rules.size === 0 ? null : rules;
}

function checksOf(metadata: Metadata): PropertyRules['checks'] {
  const { constraintCls, constraints, propertyName: property, each } = metadata;
  return getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map((constraint) => {
      const { instance } = constraint as { instance: ValidatorConstraintInterface };
      // A promise is not true: class-validator waits for it.
      const holds = (value: unknown, given: ValidationArguments) => instance.validate(value, given) === true;
      return (object, value) => {
        const given = { targetName: object.constructor.name, property, object, value, constraints };
        if (!each || !(value instanceof Object)) return holds(value, given);
        return Array.isArray(value) && value.every((one) => holds(one, given));
      };
    });
}
