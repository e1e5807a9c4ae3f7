import type { ComputedRef, InjectionKey } from 'vue';

/** The sheet that is open on the desk, for the parts deep inside of it that send something to it. */
export const sheetOfDesk: InjectionKey<ComputedRef<number>> = Symbol('sheetOfDesk');
