import { serve } from './serve.js';

/** The production start: migrates, creates the first administrator in an empty database, and serves. It never seeds a demo. */
const { address } = await serve(process.env);
console.log(`Pointbook serves at ${address}`);
