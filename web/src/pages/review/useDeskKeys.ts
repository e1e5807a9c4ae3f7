import { onMounted, onUnmounted, type ShallowRef } from 'vue';

/** What the sheet's side offers to the keyboard. */
export interface DeskPane {
  accept: () => void;
  askReturn: () => void;
  moveRow: (by: 1 | -1) => void;
  choose: (place: number) => void;
}

interface Keys {
  move: (by: 1 | -1) => void;
  pane: Readonly<ShallowRef<DeskPane | null>>;
}

/** A field keeps its letters and figures, and a pressed button or link its Enter. */
const writing = 'input, textarea, select, [contenteditable]';
const pressing = 'button, a, summary';

export function useDeskKeys({ move, pane }: Keys): void {
  function onKey(event: KeyboardEvent): void {
    const at = event.target instanceof Element ? event.target : document.body;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (at.closest(writing) || document.querySelector('dialog[open]')) return;
    if (event.key === 'Enter' && at.closest(pressing)) return;
    const act = actionOf(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  function actionOf(key: string): (() => void) | null {
    if (key === 'j' || key === 'J') return () => move(1);
    if (key === 'k' || key === 'K') return () => move(-1);
    const sheet = pane.value;
    if (!sheet) return null;
    if (key === 'Enter') return () => sheet.accept();
    if (key === 'r' || key === 'R') return () => sheet.askReturn();
    if (key === 'ArrowDown') return () => sheet.moveRow(1);
    if (key === 'ArrowUp') return () => sheet.moveRow(-1);
    return /^[1-9]$/.test(key) ? () => sheet.choose(Number(key)) : null;
  }

  onMounted(() => window.addEventListener('keydown', onKey));
  onUnmounted(() => window.removeEventListener('keydown', onKey));
}
