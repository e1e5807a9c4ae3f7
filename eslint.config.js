import globals from 'globals';
import tseslint from 'typescript-eslint';
import vue from 'eslint-plugin-vue';
import vueParser from 'vue-eslint-parser';

/** SQL is written out in full with parameters; a value never becomes part of the text of a statement. */
const noRepositoryWrites = {
  selector:
    'CallExpression[callee.property.name=/^(save|upsert|remove|softRemove|recover)$/][callee.object.name=/(repository|manager)/i]',
  message: 'Explicit insert, update and delete only: save() loses updates (DESIGN rule 4).',
};
const onlyTheDoor = {
  patterns: [
    {
      group: ['typeorm'],
      importNames: ['DataSource', 'Repository', 'EntityManager', 'QueryRunner'],
      message: 'The one door to the database is src/database/database.ts (DESIGN rule 3).',
    },
  ],
};

export default tseslint.config(
  { ignores: ['dist/', 'data/', 'node_modules/', 'web/src/api-schema.d.ts', 'docs/'] },
  ...tseslint.configs.recommended,
  {
    files: ['src/**/*.ts', 'migrations/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', noRepositoryWrites],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/database/**'],
    rules: { 'no-restricted-imports': ['error', onlyTheDoor] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/main.ts', 'src/serve.ts', 'src/first-start.ts', 'src/demo/**', 'src/command-line.ts'],
    rules: { 'no-console': 'error' },
  },
  ...vue.configs['flat/recommended'].map((entry) => ({ ...entry, files: ['web/**/*.vue'] })),
  {
    files: ['web/**/*.{ts,vue}'],
    languageOptions: {
      parser: vueParser,
      parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'] },
      globals: globals.browser,
    },
  },
  {
    files: ['web/**/*.vue'],
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off', // an optional property is undefined, as its type says
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/no-v-html': 'error',
    },
  },
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: globals.node } },
);
