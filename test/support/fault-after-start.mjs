/** Starts the service, and then something fails that nobody catches, with a name in its message. */
import { serve } from '#src/serve.js';

const { address } = await serve(process.env);
console.log(`Pointbook serves at ${address}`);
await new Promise((resolve) => setTimeout(resolve, 200));
void Promise.reject(new Error("Duplicate entry '王芳' for key", { cause: new Error('"李强"') }));
