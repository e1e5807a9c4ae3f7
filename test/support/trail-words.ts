import { readFileSync } from 'node:fs';

const texts = ['zh', 'en'].map((language) => {
  const text = readFileSync(`web/src/i18n/${language}/trail.ts`, 'utf8');
  return text.slice(text.indexOf('\n  action: {'), text.indexOf('\n  verify: {'));
});

/** Whether an action of the trail, 'sheet.decide', can be told in both languages. */
export function hasTrailWords(action: string): boolean {
  const [room = '', verb = ''] = action.split('.');
  return texts.every((text) => new RegExp(`\\n    ${room}: \\{[^}]*\\b${verb}:`).test(text));
}
