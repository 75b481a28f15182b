import { join } from 'node:path';
import { createLog } from '#std/log';
import { runService } from '#std/run-service';
import { bannerOf } from './banner.ts';
import { createSandbox } from './sandbox.ts';

/** `npm start`: the sandbox, in `.data/` of the folder that it is started in. */
const dataDirectory = join(process.cwd(), '.data');
const log = createLog('warn');
const sandbox = createSandbox({ dataDirectory, log });
await runService(sandbox, log);
process.stdout.write(bannerOf(sandbox.facts(), '.data/'));
