/** What the fields of a scheme share: the scheme being written, one way to change it, and what is wrong with it where. */
import {
  computed,
  inject,
  nextTick,
  provide,
  shallowRef,
  type ComputedRef,
  type InjectionKey,
  type Ref,
  type ShallowRef,
} from 'vue';
import type { Scheme } from '../../../../src/scoring/scheme.js';
import type { SchemeProblem } from './contract';
import { copyOf } from './edit';
import { isWithin, outerPath } from './paths';

export interface Editor {
  scheme: Readonly<ShallowRef<Scheme>>;
  /** Changes a copy. Changes with the same tag, one after the other, are undone together. */
  edit: (change: (scheme: Scheme) => void, tag?: string) => void;
  undo: () => void;
  mayUndo: ComputedRef<boolean>;
  problems: Ref<readonly SchemeProblem[]>;
  problemsAt: (path: string) => SchemeProblem[];
  problemsWithin: (path: string) => SchemeProblem[];
}

const key: InjectionKey<Editor> = Symbol('scheme editor');
export const provideEditor = (editor: Editor) => provide(key, editor);
export function useEditor(): Editor {
  const editor = inject(key);
  if (!editor) throw new Error('A field of a scheme stands outside of its editor.');
  return editor;
}

const pauseMilliseconds = 1500;
const stepsMax = 200;

export function makeEditor(
  given: Scheme,
  problems: Ref<readonly SchemeProblem[]>,
  changed: (scheme: Scheme) => void,
): Editor & { take: (scheme: Scheme) => void } {
  const scheme = shallowRef(given);
  const before = shallowRef<Scheme[]>([]);
  let last = { tag: '', at: 0 };

  function put(next: Scheme): void {
    scheme.value = next;
    changed(next);
  }

  return {
    scheme,
    edit: (change, tag = '') => {
      const next = copyOf(scheme.value);
      change(next);
      const now = Date.now();
      const goesOn = tag !== '' && tag === last.tag && now - last.at < pauseMilliseconds;
      if (!goesOn) before.value = [...before.value.slice(-stepsMax), scheme.value];
      last = { tag, at: now };
      put(next);
    },
    undo: () => {
      const back = before.value.at(-1);
      if (!back) return;
      before.value = before.value.slice(0, -1);
      last = { tag: '', at: 0 };
      put(copyOf(back));
    },
    mayUndo: computed(() => before.value.length > 0),
    problems,
    problemsAt: (path) => problems.value.filter((problem) => problem.path === path),
    problemsWithin: (path) => problems.value.filter((problem) => isWithin(problem.path, path)),
    /** Another text took its place: there is no way back from it by undo. */
    take: (next) => {
      before.value = [];
      scheme.value = next;
    },
  };
}

/** Puts the keyboard into the field that is about this place, or about what it stands in. */
export async function focusPath(path: string): Promise<boolean> {
  await nextTick();
  for (let at = path; at; at = outerPath(at)) {
    const found = document.querySelectorAll<HTMLElement>(`[data-path="${CSS.escape(at)}"]`);
    const field = [...found].find((element) => element.offsetParent !== null);
    if (!field) continue;
    field.scrollIntoView({ block: 'center' });
    field.focus({ preventScroll: true });
    return true;
  }
  return false;
}
