/// <reference types="vite/client" />
declare module 'element-plus/es/locale/lang/*' {
  import type { Language } from 'element-plus/es/locale/index';
  const language: Language;
  export default language;
}
