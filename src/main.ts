import { serve } from './serve.js';

/** The production start: migrates, creates the first administrator on an empty database, and serves. It never seeds a demo. */
await serve(process.env);
