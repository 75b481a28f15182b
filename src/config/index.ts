/**
 * The configuration of a production gateway. `settings` is the table of all settings, `config`
 * reads them from the environment and the command line. Promises: nothing else reads either, all
 * mistakes are reported at once, and no value is ever printed.
 */
export {
  type CommandConfig,
  type Config,
  describeMistakes,
  type Quotas,
  readCommandConfig,
  readConfig,
  type TracingConfig,
} from './config.ts';
export { readSandboxConfig, type SandboxConfig } from './sandbox-config.ts';
