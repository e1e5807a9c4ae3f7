import { privateFindings } from '../assessments/confidentiality.js';
import { type FieldProblem, Refusal } from '../http/refusal.js';

/** Refuses texts with something in them that looks like a number of a person: these records are printed and put into files. */
export function refusePrivate(texts: Record<string, string>): void {
  const findings = privateFindings(Object.entries(texts).map(([place, text]) => ({ place, text })));
  if (findings.length === 0) return;
  const errors = findings.map(({ place, kind, excerpt }): FieldProblem => ({
    path: place,
    code: 'privateNumber',
    params: { kind, excerpt },
  }));
  throw new Refusal('invalid', { errors });
}
