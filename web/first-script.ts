import type { Plugin } from 'vite';

/** Lets a part of the script run as soon as it is there, not only when all the others are, which it is imported by. */
export function firstScript(name: string): Plugin {
  return {
    name: 'first-script',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const announced = new RegExp(`<link rel="modulepreload" crossorigin href="(/assets/${name}-[^"]+)">`);
        if (!announced.test(html)) throw new Error(`index.html announces no script ${name}`);
        const [, path] = announced.exec(html)!;
        return html
          .replace(announced, '')
          .replace('<script type="module"', `<script type="module" async crossorigin src="${path}"></script>\n    $&`);
      },
    },
  };
}
