import type { TestProject } from 'vitest/node';
import { openDatabase } from '#db';
import { createLog } from '#std/log';
import { listWorkers } from '#test/citus-database';

/** Each file makes databases of its own on the cluster that is there, and drops them. */
export default async function setup(project: TestProject): Promise<void> {
  const url = process.env.CITUS_URL;
  if (!url) {
    process.stderr.write(
      'CITUS_URL is not set: it names the coordinator of a Citus cluster with two workers or more.\n',
    );
    process.exit(1);
  }
  const log = createLog('error');
  const handle = openDatabase({ url, poolMax: 1, applicationName: 'test setup', log });
  try {
    const workers = await listWorkers(handle.db);
    project.provide('testServer', { url, templateName: '', workers });
  } finally {
    await handle.close();
  }
}
