export { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';
export type { SandboxFacts } from './sandbox-facts.ts';
