const typescript = { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' };

/** Tests run against the built service in dist (`#src/…`): what is tested is what ships. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: typescript, module: { type: 'es6' } }],
    // @fastify/static requires this ES module, which Node can do and jest's own module loader can't.
    'content-disposition/dist/.+\\.js$': ['@swc/jest', { module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!content-disposition/)'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // Every spec has a database of its own, so that all cores may be used: it halves the time on two.
  maxWorkers: '100%',
  // Modules of finished specs stay in memory; a worker that has grown too large is replaced by a new one.
  workerIdleMemoryLimit: '1.5GB',
  testTimeout: 60_000,
};
